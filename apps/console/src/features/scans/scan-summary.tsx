import type { Scan } from '@webhood/contract';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { strings } from '../../ui/strings.ts';
import { Landing } from './landing.tsx';

/** In one line: why the scan failed; else where it led, and the title that was there. */
export function ScanSummary({ scan }: { scan: Scan }) {
  if (scan.errorCode && scan.state === 'error') {
    return <span className="text-bad">{strings.failures[scan.errorCode]}</span>;
  }
  return (
    <>
      <Landing scan={scan} />
      {scan.title === '' ? '\u00a0' : <Evidence text={scan.title} length={0} />}
    </>
  );
}
