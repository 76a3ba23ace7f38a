import { Link } from '@tanstack/react-router';
import type { Report, Scan } from '@webhood/contract';
import { TriangleAlert } from 'lucide-react';
import { Badge } from '../../ui/badge.tsx';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { Age } from '../../ui/moment.tsx';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import { ScanStatus } from '../scans/scan-status.tsx';
import { HoldBadge } from './hold-action.tsx';
import { missingName, missingText } from './missing-text.ts';
import { RedirectPath } from './redirect-path.tsx';
import { ScanPageActions } from './scan-page-actions.tsx';

const text = strings.scan;

/** What was scanned, where it led, how it went, and what can be done now. */
export function ScanHeader({ scan, report }: { scan: Scan; report: Report | undefined }) {
  return (
    <header className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="sr-only">{text.title}</h1>
        <ScanStatus scan={scan} />
        {scan.state === 'done' && scan.completeness === 'complete' ? (
          <span className="text-muted text-xs">{text.complete}</span>
        ) : null}
        <span className="text-muted text-xs">
          <Age iso={scan.created} /> {strings.scans.by(scan.submittedBy.name)}
        </span>
        {scan.scanner ? (
          <span className="text-muted text-xs">{strings.scans.byScanner(scan.scanner.name)}</span>
        ) : null}
        <HoldBadge scan={scan} />
        {scan.attempt > 1 ? <Badge tone="warn">{strings.scans.attempt(scan.attempt)}</Badge> : null}
        {scan.visibility === 'restricted' ? (
          <Badge>{strings.options.visibilities.restricted}</Badge>
        ) : null}
        {scan.tags.map((tag) => (
          <Value key={tag} value={tag} kind="text" field="tag">
            <Badge tone="accent">
              <Evidence text={tag} length={50} />
            </Badge>
          </Value>
        ))}
        {scan.rescanOf ? (
          <Link
            to="/scans/$scanId"
            params={{ scanId: scan.rescanOf }}
            search={{ tab: 'overview' }}
            className="rounded-sm text-accent text-xs underline-offset-2 hover:underline"
          >
            {scanStrings.earlier}
          </Link>
        ) : null}
        <div className="max-sm:-ml-2 sm:ml-auto">
          <ScanPageActions scan={scan} report={report} />
        </div>
      </div>
      <RedirectPath scan={scan} report={report} />
      <NoticeBadges scan={scan} />
      <MissingReasons scan={scan} report={report} />
    </header>
  );
}

function NoticeBadges({ scan }: { scan: Scan }) {
  if (scan.notices.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-1.5">
      {scan.notices.map((notice) => (
        <li key={notice}>
          <Badge tone={notice === 'lookalike' ? 'warn' : 'neutral'}>
            {strings.notices[notice]}
          </Badge>
        </li>
      ))}
    </ul>
  );
}

function MissingReasons({ scan, report }: { scan: Scan; report: Report | undefined }) {
  if (scan.missing.length === 0) return null;
  return (
    <details className="group rounded-md bg-warn-soft px-3 py-2 text-sm">
      <summary className="flex list-none flex-wrap items-center gap-x-2 rounded-sm">
        <TriangleAlert aria-hidden size={15} className="shrink-0 text-warn" />
        <span className="font-medium">{text.partialNote}</span>
        <span className="min-w-0 text-muted">
          <Evidence
            length={0}
            text={scan.missing.map((code) => missingText(code, report?.missing ?? [])).join(' · ')}
          />
        </span>
      </summary>
      <ul className="mt-2 flex flex-col gap-1 pl-6 text-xs">
        {(report?.missing ?? []).map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the report's list never changes
          <li key={index}>
            <Evidence text={missingName(each.what)} length={100} className="font-medium" />
            {': '}
            <Evidence text={each.detail} className="text-muted" />
            {each.dropped === undefined ? null : (
              <span className="text-muted"> ({each.dropped.toLocaleString()})</span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
