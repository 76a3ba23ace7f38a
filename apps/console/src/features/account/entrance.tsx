import type { ReactNode } from 'react';
import { Logo } from '../../ui/logo.tsx';
import { strings } from '../../ui/strings.ts';

/** The frame of the pages one sees before being inside. */
export function Entrance({
  title,
  note,
  children,
}: {
  title: string;
  note?: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 pt-[14dvh] pb-8">
      <div className="mb-6 flex flex-col items-center gap-3">
        <Logo size={44} />
        <p className="font-semibold text-lg tracking-tight">{strings.product}</p>
      </div>
      <section className="panel w-full max-w-88 p-6 shadow-float">
        <h1 className="mb-4 font-semibold text-xl tracking-tight">{title}</h1>
        {children}
      </section>
      {note ? <p className="mt-5 max-w-80 text-center text-faint text-xs">{note}</p> : null}
    </main>
  );
}
