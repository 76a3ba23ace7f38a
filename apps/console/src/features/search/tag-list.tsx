import { Evidence } from '../../ui/evidence/evidence.tsx';

/** A row has room for so many before its title. */
const SHOWN = 3;

/** The tags of a scan, small, in front of its title. */
export function TagList({ tags }: { tags: readonly string[] }) {
  return tags.slice(0, SHOWN).map((tag) => (
    <span
      key={tag}
      className="mr-1 inline-block rounded-xs bg-accent-soft px-1 text-2xs text-accent leading-4"
    >
      <Evidence text={tag} length={0} />
    </span>
  ));
}
