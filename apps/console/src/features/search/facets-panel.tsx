import { useQuery } from '@tanstack/react-query';
import type { Facet } from '@webhood/contract';
import { Minus } from 'lucide-react';
import { useState } from 'react';
import { facetsQuery } from '../../api/queries.ts';
import { cn } from '../../ui/class-names.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { searchStrings } from '../../ui/strings-search.ts';
import { facetLabel } from './facet-label.ts';
import { hasTerm, termText, withoutTerm, withTerm } from './query-terms.ts';

const text = searchStrings.facets;

/** Values of a facet before "more". */
const SHOWN = 5;

type FacetsProps = { q: string; onSearch: (q: string) => void };

/** What the matches have in common; a click narrows the search, another takes it back. */
export function FacetsPanel({ q, onSearch }: FacetsProps) {
  const { data, error, refetch } = useQuery(facetsQuery(q));
  if (!data) {
    return error ? (
      <Failure error={error} onRetry={() => void refetch()} className="px-0 py-4" />
    ) : (
      <div aria-busy className="flex flex-col gap-5">
        {['a', 'b', 'c'].map((block) => (
          <div key={block} className="flex flex-col gap-2.5">
            <Skeleton className="h-3 w-16" />
            <Skeleton className="h-4 w-full" />
            <Skeleton className="h-4 w-4/5" />
          </div>
        ))}
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-5">
      {data.facets.length === 0 ? <p className="text-faint text-xs">{text.none}</p> : null}
      {data.facets.map((facet) => (
        <FacetList key={facet.field} facet={facet} total={data.counted} q={q} onSearch={onSearch} />
      ))}
      {data.isExact ? null : <p className="text-faint text-xs">{text.counted(data.counted)}</p>}
    </div>
  );
}

function FacetList({ facet, total, q, onSearch }: FacetsProps & { facet: Facet; total: number }) {
  const [all, setAll] = useState(false);
  const { field, values } = facet;
  const shown = all ? values : values.slice(0, SHOWN);
  const hidden = values.length - SHOWN;
  const name = text.fields[field] ?? field;
  return (
    <section aria-label={name}>
      <h2 className="label-caps mb-1">{name}</h2>
      <ul className="flex flex-col">
        {shown.map(({ value, count }) => (
          <FacetValue key={value} {...{ field, value, count, total, q, onSearch }} />
        ))}
      </ul>
      {hidden > 0 ? (
        <button
          type="button"
          onClick={() => setAll(!all)}
          className="mt-0.5 rounded-sm px-1.5 text-accent text-xs hover:underline"
        >
          {all ? text.less : text.more(hidden)}
        </button>
      ) : null}
    </section>
  );
}

type FacetValueProps = FacetsProps & { field: string; value: string; count: number; total: number };

function FacetValue({ field, value, count, total, q, onSearch }: FacetValueProps) {
  const term = termText(field, value);
  const chosen = hasTerm(q, term);
  const label = facetLabel(field, value);
  return (
    <li className="group/facet relative flex items-center">
      <button
        type="button"
        aria-pressed={chosen}
        onClick={() => onSearch(chosen ? withoutTerm(q, term) : withTerm(q, term))}
        className={cn(
          'relative flex h-6 min-w-0 flex-1 items-center gap-2 overflow-hidden rounded-sm px-1.5 text-left text-xs hover:bg-hover',
          chosen && 'bg-accent-soft font-medium text-accent hover:bg-accent-soft',
        )}
      >
        <span
          aria-hidden
          className="absolute inset-x-1.5 bottom-0.5 h-0.5 origin-left rounded-full bg-accent/40"
          style={{ transform: `scaleX(${count / Math.max(1, total)})` }}
        />
        <span className="sr-only">{text.only(text.fields[field] ?? field)}</span>
        <span className="min-w-0 flex-1 truncate">
          <Evidence text={label} length={0} />
        </span>
        <span className="text-faint tabular-nums group-focus-within/facet:mr-6 group-hover/facet:mr-6">
          {count.toLocaleString('en')}
        </span>
      </button>
      <button
        type="button"
        aria-label={text.not(text.fields[field] ?? field, label)}
        title={text.not(text.fields[field] ?? field, label)}
        onClick={() => onSearch(withTerm(withoutTerm(q, term), `-${term}`))}
        className="absolute right-0 flex size-6 items-center justify-center rounded-sm text-faint opacity-0 hover:bg-bad-soft hover:text-bad focus-visible:opacity-100 group-hover/facet:opacity-100"
      >
        <Minus aria-hidden size={12} />
      </button>
    </li>
  );
}
