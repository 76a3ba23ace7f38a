import { useState } from 'react';
import { cn } from '../class-names.ts';
import { strings } from '../strings.ts';
import { clip } from './escape-text.ts';
import { Escaped } from './evidence.tsx';
import { urlParts } from './url-parts.ts';

/** About three lines of the scan page's header. */
const WRAPPED_LENGTH = 300;
/** More than any row shows before the layout cuts it. */
const ROW_LENGTH = 400;
/** The longest URL that is accepted; what a page links to may be longer still. */
const EXPANDED_LENGTH = 8_192;

type UrlTextProps = { url: string; wrap?: boolean; className?: string };

/** A URL with its host made to stand out; cut by the layout, or with `wrap` on several lines. */
export function UrlText({ url, wrap, className }: UrlTextProps) {
  const [expanded, setExpanded] = useState(false);
  const length = expanded ? EXPANDED_LENGTH : wrap ? WRAPPED_LENGTH : ROW_LENGTH;
  const shown = clip(url, length);
  const { before, host, after } = urlParts(shown.text);
  return (
    <bdi className={cn('evidence', !wrap && 'block truncate', className)}>
      <span className="text-faint">
        <Escaped text={before} />
      </span>
      <span className="font-medium">
        <Escaped text={host} />
      </span>
      <span className="text-muted">
        <Escaped text={after} />
        {shown.hidden > 0 ? '…' : ''}
      </span>
      {wrap && !expanded && shown.hidden > 0 ? (
        <button
          type="button"
          className="ml-1 rounded-sm text-accent text-xs underline"
          onClick={() => setExpanded(true)}
        >
          {strings.evidence.more(shown.hidden)}
        </button>
      ) : null}
    </bdi>
  );
}
