import { lazy, Suspense, useState } from 'react';
import { cn } from '../../ui/class-names.ts';
import { searchStrings as text } from '../../ui/strings-search.ts';
import { useWasOpen } from '../../ui/use-was-open.ts';

const SearchHelp = lazy(() =>
  import('./search-help.tsx').then((module) => ({ default: module.SearchHelp })),
);

/** More would push the results out of sight. */
const SHOWN_ON_PHONE = 2;

/** What can be asked, for someone who has not typed anything yet. */
export function SearchExamples({ onSearch }: { onSearch: (q: string) => void }) {
  const [helpOpen, setHelpOpen] = useState(false);
  const wasOpen = useWasOpen(helpOpen);
  return (
    <section
      aria-label={text.examples}
      className="flex flex-wrap items-center gap-x-2 gap-y-1.5 text-xs"
    >
      <span className="text-faint">{text.examples}</span>
      {text.exampleList.map(({ q, what }, index) => (
        <button
          key={q}
          type="button"
          title={what}
          onClick={() => onSearch(q)}
          className={cn(
            'rounded-sm border border-line bg-surface px-1.5 py-0.5 font-mono text-2xs text-muted hover:border-line-strong hover:text-text',
            index >= SHOWN_ON_PHONE && 'max-sm:hidden',
          )}
        >
          {q}
        </button>
      ))}
      <button
        type="button"
        onClick={() => setHelpOpen(true)}
        className="ml-auto rounded-sm text-accent hover:underline"
      >
        {text.help.title}
      </button>
      {wasOpen ? (
        <Suspense>
          <SearchHelp open={helpOpen} onClose={() => setHelpOpen(false)} />
        </Suspense>
      ) : null}
    </section>
  );
}
