import { searchStrings as text } from '../../ui/strings-search.ts';
import { type FaultPlace, faultParts } from './fault-place.ts';

type QueryFaultProps = { id: string; q: string; place: FaultPlace };

/** What is wrong with a search, with the place marked in it. */
export function QueryFault({ id, q, place }: QueryFaultProps) {
  const { before, at, after } = faultParts(q, place.column);
  return (
    <div id={id} role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-xs">
      <p className="font-mono" aria-hidden>
        {before}
        <mark className="rounded-xs bg-bad text-on-bad">{at}</mark>
        {after}
      </p>
      <p className="mt-1 text-bad">
        {text.at(place.column)}: {place.message}
      </p>
    </div>
  );
}
