import { age, localTime, utcTime } from './time.ts';
import { useNow } from './use-now.ts';

type MomentProps = { iso: string; className?: string };

/** How long ago; local time and UTC on hover. */
export function Age({ iso, className }: MomentProps) {
  const now = useNow();
  return (
    <time dateTime={iso} title={`${localTime(iso)}\n${utcTime(iso)}`} className={className}>
      {age(iso, now)}
    </time>
  );
}

/** The local time; UTC on hover. */
export function Moment({ iso, className }: MomentProps) {
  return (
    <time dateTime={iso} title={utcTime(iso)} className={className}>
      {localTime(iso)}
    </time>
  );
}
