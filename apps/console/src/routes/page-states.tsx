import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { Empty, Failure, Skeleton } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';

/** A page that could not even begin starts over entirely, with newer code if there is some. */
export function PageFailure({ error }: ErrorComponentProps) {
  return (
    <main className="mx-auto max-w-3xl py-16">
      <Failure error={error} onRetry={() => window.location.reload()} />
    </main>
  );
}

export function PageMissing() {
  return (
    <main className="mx-auto max-w-3xl py-16">
      <h1 className="sr-only">{strings.error.notFound.title}</h1>
      <Empty icon={Compass} title={strings.error.notFound.title}>
        {strings.error.notFound.message}
        <p className="mt-3">
          <Link to="/" className="text-accent underline">
            {strings.shell.scan}
          </Link>
        </p>
      </Empty>
    </main>
  );
}

export function PagePending() {
  return (
    <div className="flex flex-col gap-3 p-6" aria-busy>
      <Skeleton className="h-7 w-56" />
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-64 w-full" />
    </div>
  );
}
