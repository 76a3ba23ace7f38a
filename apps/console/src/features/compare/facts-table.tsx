import type { Report } from '@webhood/contract';
import { cn } from '../../ui/class-names.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { compareStrings as text } from '../../ui/strings-compare.ts';
import { compareFacts } from './compare-facts.ts';

/** Key facts of both, with those marked that differ. */
export function FactsTable({ a, b }: { a: Report; b: Report }) {
  return (
    <table className="w-full table-fixed text-sm">
      <caption className="sr-only">{text.facts}</caption>
      <thead>
        <tr className="label-caps text-left">
          <th className="w-28 pb-1 font-[inherit] sm:w-44">
            <span className="sr-only">{text.facts}</span>
          </th>
          <th className="pb-1 font-[inherit]">{text.first}</th>
          <th className="pb-1 font-[inherit]">{text.second}</th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {compareFacts(a, b).map(({ name, ...values }) => {
          const differs = values.a !== values.b;
          return (
            <tr key={name} className="align-top">
              <th className="py-1.5 pr-3 text-left font-normal text-faint text-xs leading-5">
                {text.fact[name]}
              </th>
              {(['a', 'b'] as const).map((side) => (
                <td key={side} className="py-1 pr-3">
                  <span
                    className={cn(
                      'inline-block max-w-full rounded-sm px-1.5 py-0.5',
                      differs && (side === 'a' ? 'bg-bad-soft' : 'bg-ok-soft'),
                      !differs && 'text-muted',
                    )}
                  >
                    {values[side] === '' ? (
                      <span className="text-faint">{text.empty}</span>
                    ) : (
                      <Evidence text={values[side]} />
                    )}
                  </span>
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
