import { useState } from 'react';
import { cn } from '../class-names.ts';
import { strings } from '../strings.ts';
import { clip, escapeText } from './escape-text.ts';

/** About three lines of a table cell. */
const CLIPPED_LENGTH = 300;
/** Laying out more text than this at once makes the page stutter; the whole can be copied. */
const EXPANDED_LENGTH = 20_000;

type EvidenceProps = {
  text: string;
  /** Characters shown before "show more"; 0 for a line that the layout clips by itself. */
  length?: number;
  mono?: boolean;
  className?: string;
};

/** The only way text from a scanned page gets on screen. */
export function Evidence({ text, length = CLIPPED_LENGTH, mono, className }: EvidenceProps) {
  const [expanded, setExpanded] = useState(false);
  const clipped = clip(text, expanded ? EXPANDED_LENGTH : length || CLIPPED_LENGTH);
  return (
    <bdi className={cn('evidence', mono && 'font-mono text-[0.93em]', className)}>
      <Escaped text={clipped.text} />
      {clipped.hidden > 0 ? (
        length === 0 || expanded ? (
          <span className="text-faint">… {strings.evidence.hidden(clipped.hidden)}</span>
        ) : (
          <button
            type="button"
            className="ml-1 rounded-sm text-accent text-xs underline"
            onClick={(event) => {
              event.stopPropagation();
              setExpanded(true);
            }}
          >
            {strings.evidence.more(clipped.hidden)}
          </button>
        )
      ) : null}
    </bdi>
  );
}

export function Escaped({ text }: { text: string }) {
  const segments = escapeText(text);
  if (segments.length === 1 && segments[0]?.kind === 'text') return segments[0].text;
  return segments.map((segment, index) =>
    segment.kind === 'escape' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: segments have no identity but their place
      <span key={index} className="escape">
        {segment.text}
      </span>
    ) : (
      segment.text
    ),
  );
}
