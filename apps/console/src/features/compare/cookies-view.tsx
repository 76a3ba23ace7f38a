import type { Report } from '@webhood/contract';
import type { ReactNode } from 'react';
import { cn } from '../../ui/class-names.ts';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Section } from '../../ui/facts.tsx';
import { compareStrings } from '../../ui/strings-compare.ts';
import { countKinds, type Difference } from './compare-by.ts';
import { compareCertificates, compareCookies } from './compare-facts.ts';
import { KindBadge } from './kind-badge.tsx';

const text = compareStrings.data;
/** Pages set a hundred; what sets thousands is an attack on whoever lists them. */
const SHOWN = 500;

/** Cookies and certificates of both. */
export function CookiesView({ a, b }: { a: Report; b: Report }) {
  return (
    <div className="flex flex-col gap-4">
      <Differences
        title={text.cookies}
        all={compareCookies(a, b)}
        name={({ name, domain, path }) => `${name}  ${domain}${path}`}
        show={({ value }) => value}
        changeNames={compareStrings.cookieChanges}
      />
      <Differences
        title={text.certificates}
        all={compareCertificates(a, b)}
        name={({ host }) => host}
        show={({ tls, chain }) =>
          `${tls.issuer} · ${tls.validFrom.slice(0, 10)} – ${tls.validTo.slice(0, 10)} · ${chain[0]?.sha256.slice(0, 16) ?? tls.subject}`
        }
        changeNames={compareStrings.certificateChanges}
      />
    </div>
  );
}

type DifferencesProps<T, Change extends string> = {
  title: string;
  all: readonly Difference<T, Change>[];
  name: (item: T) => string;
  show: (item: T) => string;
  changeNames: Record<Change, string>;
};

function Differences<T, Change extends string>(props: DifferencesProps<T, Change>) {
  const { title, all, name, show, changeNames } = props;
  const counts = countKinds(all);
  const shown = all.toSorted((x, y) => Number(x.kind === 'same') - Number(y.kind === 'same'));
  return (
    <Section
      title={title}
      aside={
        <span className="text-faint text-xs tabular-nums">
          {(['added', 'removed', 'changed', 'same'] as const)
            .map((kind) => `${counts[kind]} ${compareStrings.counts[kind]}`)
            .join(', ')}
        </span>
      }
    >
      {shown.length === 0 ? <p className="text-faint text-sm">{text.none}</p> : null}
      <ul className="flex flex-col divide-y divide-line">
        {shown.slice(0, SHOWN).map(({ kind, key, a, b, changes }, index) => {
          const item = b ?? a;
          return item === undefined ? null : (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: one key may be there several times
              key={`${key} ${index}`}
              className="grid gap-x-4 gap-y-1 py-2 text-sm md:grid-cols-[5rem_minmax(0,1fr)_minmax(0,2fr)]"
            >
              <KindBadge kind={kind} />
              <div className="min-w-0">
                <Evidence text={name(item)} mono />
                {changes.length > 0 ? (
                  <p className="text-warn text-xs">
                    {changes.map((change) => changeNames[change]).join(', ')}
                  </p>
                ) : null}
              </div>
              <div className="flex min-w-0 flex-col gap-0.5 text-xs">
                {kind === 'same' ? (
                  <Side>{show(item)}</Side>
                ) : (
                  <>
                    {a ? <Side className="bg-bad-soft">{show(a)}</Side> : null}
                    {b ? <Side className="bg-ok-soft">{show(b)}</Side> : null}
                  </>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function Side({ children, className }: { children: string; className?: string }): ReactNode {
  return (
    <span className={cn('w-fit max-w-full rounded-sm px-1.5', className)}>
      <Evidence text={children} mono />
    </span>
  );
}
