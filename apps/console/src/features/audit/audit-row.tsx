import type { AuditEntry, AuditOutcome } from '@webhood/contract';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Age, Moment } from '../../ui/moment.tsx';
import { auditStrings as text } from '../../ui/strings-audit.ts';
import { utcTime } from '../../ui/time.ts';

const TONES: Record<AuditOutcome, Tone> = { success: 'ok', refused: 'warn', failed: 'bad' };

function nameOf(party: { id: string | null; name: string | null }): string {
  return party.name ?? party.id ?? '';
}

/** One line; what else is known of it below, once asked for. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { actor, target } = entry;
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex cursor-pointer list-none items-start gap-3 px-4 py-2.5 hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          size={14}
          className="mt-1 shrink-0 text-faint transition-transform group-open:rotate-90"
        />
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-medium text-sm">{text.actions[entry.action]}</span>
          <Badge tone={TONES[entry.outcome]} dot>
            {text.outcomes[entry.outcome]}
          </Badge>
          <span className="min-w-0 basis-full truncate text-muted text-xs sm:flex-1 sm:basis-40">
            {nameOf(actor) || text.actors[actor.kind]}
            {target ? ` → ${nameOf(target)}` : ''}
          </span>
          <Age iso={entry.at} className="shrink-0 text-faint text-xs tabular-nums" />
        </div>
      </summary>
      {isOpen ? <AuditDetails entry={entry} /> : null}
    </details>
  );
}

function AuditDetails({ entry }: { entry: AuditEntry }) {
  const { actor, target } = entry;
  const hasDetails = Object.keys(entry.details).length > 0;
  return (
    <Facts className="border-line border-t bg-sunken px-4 py-3">
      <Fact name={text.seq}>{entry.seq}</Fact>
      <Fact name={text.at}>
        <Moment iso={entry.at} /> <span className="text-muted">({utcTime(entry.at)})</span>
      </Fact>
      <Fact name={text.actor}>
        {text.actors[actor.kind]} <Name party={actor} />
      </Fact>
      {target ? (
        <Fact name={text.target}>
          {target.kind} <Name party={target} />
        </Fact>
      ) : null}
      <Fact name={text.address}>{entry.address}</Fact>
      <Fact name={text.code}>{entry.code}</Fact>
      {hasDetails ? (
        <Fact name={text.details}>
          <pre className="whitespace-pre-wrap break-all font-mono text-xs leading-5">
            {JSON.stringify(entry.details, null, 2)}
          </pre>
        </Fact>
      ) : null}
      <Fact name={text.request}>
        {entry.requestId ? <code className="break-all text-xs">{entry.requestId}</code> : null}
      </Fact>
      <Fact name={text.hash}>
        <code className="break-all text-xs">{entry.hash}</code>
      </Fact>
    </Facts>
  );
}

function Name({ party }: { party: { id: string | null; name: string | null } }) {
  return (
    <>
      <span className="break-all font-medium">{party.name}</span>{' '}
      {party.id ? <code className="break-all text-muted text-xs">{party.id}</code> : null}
    </>
  );
}
