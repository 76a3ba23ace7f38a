import { cn } from '../../ui/class-names.ts';
import { clip } from './escape-text.ts';
import { Escaped } from './evidence.tsx';
import { urlParts } from './url-parts.ts';

/** Longer hosts do not exist; a path may be endless. */
const PATH_LENGTH = 400;

/** A URL with its host made to stand out; clipped by the layout unless `wrap`. */
export function UrlText({
  url,
  wrap,
  className,
}: {
  url: string;
  wrap?: boolean;
  className?: string;
}) {
  const { before, host, after } = urlParts(clip(url, 8_192).text);
  const path = clip(after, wrap ? 4 * PATH_LENGTH : PATH_LENGTH);
  return (
    <bdi className={cn('evidence', !wrap && 'block truncate', className)}>
      <span className="text-faint">
        <Escaped text={before} />
      </span>
      <span className="font-medium">
        <Escaped text={host} />
      </span>
      <span className="text-muted">
        <Escaped text={path.text} />
        {path.hidden > 0 ? '…' : ''}
      </span>
    </bdi>
  );
}
