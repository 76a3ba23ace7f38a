import type { Exchange, Report } from '@webhood/contract';
import { Copy, Flag, Play } from 'lucide-react';
import { useMemo } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { copyText } from '../../ui/clipboard.ts';
import { defang } from '../../ui/evidence/defang.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { Section } from '../../ui/facts.tsx';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import { siteOf } from '../network-log/exchange-index.ts';
import { type PathStep, redirectPath } from './redirect-path.ts';
import { TabLink } from './tab-link.tsx';
import type { TabProps } from './tab-props.ts';

const text = scanStrings.redirects;

/** The way from the submitted to the final address as a graph: addresses joined by what moved on. */
export function RedirectsTab({ scan, report }: TabProps) {
  const steps = useMemo(() => redirectPath(scan, report), [scan, report]);
  const navigations = useMemo(() => navigationsByUrl(report), [report]);
  const copy = () => copyText(steps.map(({ url }) => defang(url, 'url')).join('\n'));
  return (
    <Section
      title={text.title}
      aside={
        <Button tone="ghost" icon={Copy} className="h-7 px-2 text-xs" onClick={() => void copy()}>
          {text.copy}
        </Button>
      }
    >
      <ol className="flex flex-col">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a circle visits one address twice
          <li key={index} className="min-w-0">
            {index === 0 ? null : <Edge step={step} before={steps[index - 1]?.url ?? ''} />}
            <Node
              step={step}
              index={index}
              isLast={index === steps.length - 1}
              exchange={navigations.get(step.url)}
              report={report}
              scanId={scan.id}
            />
          </li>
        ))}
      </ol>
      {steps.length === 1 ? <p className="mt-3 text-muted text-sm">{text.none}</p> : null}
    </Section>
  );
}

function navigationsByUrl({ exchanges }: Report): Map<string, Exchange> {
  const found = new Map<string, Exchange>();
  for (const exchange of exchanges) {
    if (exchange.isNavigation && !found.has(exchange.request.url)) {
      found.set(exchange.request.url, exchange);
    }
  }
  return found;
}

type NodeProps = {
  step: PathStep;
  index: number;
  isLast: boolean;
  exchange: Exchange | undefined;
  report: Report;
  scanId: string;
};

function Node({ step, index, isLast, exchange, report, scanId }: NodeProps) {
  const Icon = index === 0 ? Play : Flag;
  const name = isLast && index > 0 ? text.end : index === 0 ? text.start : text.hop(index);
  return (
    <div className="flex min-w-0 items-start gap-3">
      <span
        aria-hidden
        className={cn(
          'mt-0.5 flex size-7 shrink-0 items-center justify-center rounded-full border-2 font-semibold text-2xs tabular-nums',
          isLast
            ? 'border-accent bg-accent text-on-accent'
            : 'border-accent bg-surface text-accent',
        )}
      >
        {index === 0 || isLast ? <Icon size={12} /> : index}
      </span>
      <div className="min-w-0 flex-1 rounded-md border border-line bg-surface px-3 py-2">
        <p className="label-caps">{name}</p>
        <Value value={step.url} kind="url" wrap className="text-sm" />
        {exchange ? <Answer exchange={exchange} report={report} scanId={scanId} /> : null}
      </div>
    </div>
  );
}

/** Who answered at this address, as far as that is known. */
function Answer({
  exchange,
  report,
  scanId,
}: Pick<NodeProps, 'report' | 'scanId'> & { exchange: Exchange }) {
  const ip = exchange.response?.remoteAddress?.ip;
  const facts = report.addresses.find((each) => each.ip === ip);
  return (
    <div className="mt-1 flex min-w-0 flex-wrap items-center gap-x-3 gap-y-0.5 text-muted text-xs">
      {ip ? <Value value={ip} kind="ip" /> : null}
      {facts?.asn === undefined ? null : (
        <Value value={`AS${facts.asn}`} kind="text" field="asn">
          AS{facts.asn} <Evidence text={facts.asName ?? ''} length={60} />
        </Value>
      )}
      {facts?.country ? <Evidence text={facts.country} length={20} /> : null}
      {exchange.failure ? (
        <Evidence text={exchange.failure.error} length={80} mono className="text-bad" />
      ) : null}
      <TabLink scanId={scanId} tab="network" view={String(exchange.id)}>
        {text.request(exchange.id)}
      </TabLink>
    </div>
  );
}

function Edge({ step, before }: { step: PathStep; before: string }) {
  const site = siteOf(step.url);
  const isSameSite = site !== null && site === siteOf(before);
  return (
    <div className="flex min-w-0 gap-3">
      <span aria-hidden className="flex w-7 shrink-0 justify-center">
        <span
          className={cn(
            'w-0.5',
            step.via ? 'bg-accent' : 'border-line-strong border-l-2 border-dashed',
          )}
        />
      </span>
      <div className="flex min-h-10 flex-wrap items-center gap-1.5 py-2 text-muted text-xs">
        {step.via ? (
          <>
            <Badge tone="accent">
              {strings.scan.hops[step.via.kind]}
              {step.via.status === undefined ? '' : ` ${step.via.status}`}
            </Badge>
            {step.via.cause === 'http_status' ? null : text.causes[step.via.cause]}
          </>
        ) : (
          text.unrecorded
        )}
        <Badge tone={isSameSite ? 'neutral' : 'warn'}>
          {isSameSite ? text.sameSite : text.otherSite}
        </Badge>
      </div>
    </div>
  );
}
