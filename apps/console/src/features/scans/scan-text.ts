import type { Scan } from '@webhood/contract';

/** The text in which the filter of the scan list looks: what an analyst sees of a scan. */
export function scanText(scan: Scan): string {
  return [
    scan.url,
    scan.final_url,
    scan.title,
    scan.state,
    scan.errorCode ?? '',
    scan.completeness ?? '',
    scan.submittedBy.name,
    scan.scanner?.name ?? '',
  ].join('\n');
}
