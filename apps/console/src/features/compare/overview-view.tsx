import type { Report, Scan } from '@webhood/contract';
import { Section } from '../../ui/facts.tsx';
import { compareStrings as text } from '../../ui/strings-compare.ts';
import { RedirectPath } from '../scan/redirect-path.tsx';
import { FactsTable } from './facts-table.tsx';
import { Screenshots } from './screenshots.tsx';

type OverviewViewProps = { a: Scan; b: Scan; reportA: Report; reportB: Report };

export function OverviewView({ a, b, reportA, reportB }: OverviewViewProps) {
  return (
    <div className="flex flex-col gap-4">
      <Screenshots a={a} b={b} />
      <Section title={text.facts}>
        <FactsTable a={reportA} b={reportB} />
      </Section>
      <Section title={text.redirects}>
        <div className="grid grid-cols-1 gap-5 md:grid-cols-2">
          <div className="min-w-0">
            <h3 className="label-caps mb-1">{text.first}</h3>
            <RedirectPath scan={a} report={reportA} />
          </div>
          <div className="min-w-0">
            <h3 className="label-caps mb-1">{text.second}</h3>
            <RedirectPath scan={b} report={reportB} />
          </div>
        </div>
      </Section>
    </div>
  );
}
