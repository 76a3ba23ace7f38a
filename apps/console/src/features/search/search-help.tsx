import { useQuery } from '@tanstack/react-query';
import { suggestionsQuery } from '../../api/queries.ts';
import { Overlay } from '../../ui/overlay.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { searchStrings } from '../../ui/strings-search.ts';

const text = searchStrings.help;

/** The search language on one page; its fields are those that the server has. */
export function SearchHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { data, error } = useQuery({ ...suggestionsQuery('', 0), enabled: open });
  const fields = data?.filter(({ kind }) => kind === 'field');
  return (
    <Overlay open={open} onClose={onClose} title={text.title} place="side" wide>
      <div className="flex flex-col gap-5">
        <section>
          <h3 className="label-caps mb-2">{text.syntax}</h3>
          <Terms rows={text.rules} />
        </section>
        <section>
          <h3 className="label-caps mb-2">{text.fields}</h3>
          {fields ? (
            <Terms rows={fields.map((field) => [field.text, field.example ?? ''] as const)} mono />
          ) : error ? (
            <Failure error={error} />
          ) : (
            <Skeleton className="h-40" />
          )}
        </section>
      </div>
    </Overlay>
  );
}

type TermsProps = { rows: readonly (readonly [string, string])[]; mono?: boolean };

function Terms({ rows, mono }: TermsProps) {
  return (
    <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-4 gap-y-1.5 text-xs">
      {rows.map(([term, meaning]) => (
        <div key={term} className="contents">
          <dt className="font-mono">{term}</dt>
          <dd className={mono ? 'font-mono text-muted' : 'text-muted'}>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
