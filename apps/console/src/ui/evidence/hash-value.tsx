import { Value } from './value-menu.tsx';

/** A SHA-256, shortened to what a person compares; the menu copies all of it. */
export function HashValue({ sha256, full }: { sha256: string; full?: boolean }) {
  return (
    <Value value={sha256} kind="hash" wrap={full ?? false}>
      <span className="font-mono text-xs" title={sha256}>
        {full ? sha256 : `${sha256.slice(0, 12)}…`}
      </span>
    </Value>
  );
}
