import type { Report, Scan } from '@webhood/contract';
import { CircleAlert, Copy, Info, TriangleAlert } from 'lucide-react';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { copyText } from '../../ui/clipboard.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import { type Finding, findingsOf } from './findings.ts';
import { TabLink } from './tab-link.tsx';

const text = scanStrings.findings;
/** Clipboard texts in full here; the Data tab has them all. */
const CLIPBOARD_SHOWN = 3;
const CLIPBOARD_LENGTH = 1_500;

const LOOKS = {
  bad: { icon: CircleAlert, className: 'text-bad' },
  warn: { icon: TriangleAlert, className: 'text-warn' },
  info: { icon: Info, className: 'text-accent' },
} as const;

/** What should not be overlooked, before anything else is read. */
export function FindingsPanel({ scan, report }: { scan: Scan; report: Report }) {
  const findings = findingsOf(report);
  if (findings.length === 0) return null;
  const gravest = findings[0]?.tone ?? 'info';
  return (
    <section
      aria-labelledby="findings"
      className={cn(
        'panel overflow-hidden border-l-[3px]',
        gravest === 'bad'
          ? 'border-l-bad'
          : gravest === 'warn'
            ? 'border-l-warn'
            : 'border-l-accent',
      )}
    >
      <header className="flex flex-wrap items-baseline gap-x-3 px-4 pt-2.5">
        <h2 id="findings" className="font-semibold text-sm">
          {text.title}
        </h2>
        <p className="text-faint text-xs">{text.note}</p>
      </header>
      <ul className="grid gap-x-6 gap-y-1 px-4 pt-1.5 pb-3 md:grid-cols-2">
        {findings.map((finding) => (
          <FindingRow key={finding.key} scan={scan} finding={finding} />
        ))}
      </ul>
      <ClipboardTexts report={report} />
    </section>
  );
}

function FindingRow({ scan, finding }: { scan: Scan; finding: Finding }) {
  const { icon: Icon, className } = LOOKS[finding.tone];
  return (
    <li className="flex min-w-0 items-start gap-2 text-sm">
      <Icon aria-hidden size={15} className={cn('mt-0.5 shrink-0', className)} />
      <span className="min-w-0">
        <Evidence text={finding.title} />{' '}
        {finding.tab === 'overview' ? null : (
          <TabLink
            scanId={scan.id}
            tab={finding.tab}
            {...(finding.view ? { view: finding.view } : {})}
          >
            {strings.scans.open}
          </TabLink>
        )}
        {finding.hint ? (
          <span className="block text-muted text-xs">
            <Evidence text={finding.hint} />
          </span>
        ) : null}
      </span>
    </li>
  );
}

/** The whole text, since what it would do is what matters. */
function ClipboardTexts({ report }: { report: Report }) {
  const shown = report.clipboard
    .toSorted((a, b) => Number(b.looksLikeCommand) - Number(a.looksLikeCommand))
    .slice(0, CLIPBOARD_SHOWN);
  return shown.map((write, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a page may write the same text twice
    <div key={index} className="border-line border-t bg-sunken px-4 py-2.5">
      <div className="mb-1 flex flex-wrap items-center gap-2 text-muted text-xs">
        {write.looksLikeCommand ? <Badge tone="bad">{scanStrings.data.asCommand}</Badge> : null}
        {text.clipboardVia[write.via]}
        <Button
          tone="ghost"
          icon={Copy}
          className="ml-auto h-6 px-2 text-xs"
          onClick={() => void copyText(write.text)}
        >
          {text.copyText}
        </Button>
      </div>
      <p className="max-h-44 overflow-y-auto whitespace-pre-wrap text-sm">
        <Evidence text={write.text} length={CLIPBOARD_LENGTH} mono />
      </p>
    </div>
  ));
}
