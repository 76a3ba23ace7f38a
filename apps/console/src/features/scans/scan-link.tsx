import { Link } from '@tanstack/react-router';
import type { Scan } from '@webhood/contract';
import { UrlText } from '../../ui/evidence/url-text.tsx';

/** The URL of a scan; a click anywhere in the nearest positioned box opens the scan's page. */
export function ScanLink({ scan, className }: { scan: Scan; className?: string }) {
  return (
    <Link
      to="/scans/$scanId"
      params={{ scanId: scan.id }}
      search={{ tab: 'overview' }}
      data-row
      className="block rounded-sm after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
    >
      <UrlText url={scan.url} {...(className ? { className } : {})} />
    </Link>
  );
}
