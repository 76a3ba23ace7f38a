import { cn } from '../../ui/class-names.ts';

type SectionNavProps<S extends string> = {
  label: string;
  sections: readonly S[];
  names: Record<S, string>;
  counts: Partial<Record<S, number>>;
  value: S;
  onChange: (section: S) => void;
};

/** The parts of a tab; those with nothing in them stand back. */
export function SectionNav<S extends string>(props: SectionNavProps<S>) {
  const { label, sections, names, counts, value, onChange } = props;
  return (
    <nav aria-label={label} className="flex flex-wrap gap-1">
      {sections.map((each) => {
        const count = counts[each];
        return (
          <button
            key={each}
            type="button"
            aria-pressed={each === value}
            onClick={() => onChange(each)}
            className={cn(
              'flex h-7 items-center gap-1.5 rounded-md px-2 font-medium text-xs transition-colors',
              each === value
                ? 'bg-accent-soft text-accent'
                : count === 0
                  ? 'text-faint hover:bg-hover hover:text-text'
                  : 'text-muted hover:bg-hover hover:text-text',
            )}
          >
            {names[each]}
            {count ? <span className="tabular-nums">{count.toLocaleString('en')}</span> : null}
          </button>
        );
      })}
    </nav>
  );
}
