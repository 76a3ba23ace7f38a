import type { Scan } from '@webhood/contract';
import { ArrowRight } from 'lucide-react';
import { hostOf } from '../../ui/evidence/defang.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { strings } from '../../ui/strings.ts';

/** The host that a scan ended at, where that is not the one it began with. */
export function Landing({ scan }: { scan: Scan }) {
  const host = hostOf(scan.final_url);
  if (!host || host === hostOf(scan.url)) return null;
  return (
    <span className="mr-2 inline-flex items-center gap-0.5 align-bottom text-text" title={host}>
      <ArrowRight aria-label={strings.scans.leadsTo} size={12} className="text-faint" />
      <Evidence text={host} length={60} />
    </span>
  );
}
