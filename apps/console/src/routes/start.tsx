import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import { Info } from 'lucide-react';
import { meQuery } from '../api/queries.ts';
import { RecentScans } from '../features/scans/recent-scans.tsx';
import { SubmitForm } from '../features/submit/submit-form.tsx';
import { Notice } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { useTitle } from '../ui/use-title.ts';

const text = strings.submit;

export function StartPage() {
  useTitle(text.title);
  const { data: me } = useSuspenseQuery(meQuery());
  const scanUrl = useRouterState({ select: (state) => state.location.state.scanUrl });
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-4 px-4 py-6 lg:px-8 lg:py-8">
      <h1 className="font-semibold text-xl tracking-tight">{text.title}</h1>
      {me.role === 'viewer' ? (
        <Notice tone="info" icon={Info}>
          {text.viewer}
        </Notice>
      ) : (
        <SubmitForm key={scanUrl ?? ''} initialText={scanUrl ?? ''} />
      )}
      <section aria-labelledby="recent" className="mt-2 flex flex-col gap-2">
        <div className="flex items-baseline justify-between">
          <h2 id="recent" className="font-semibold text-base">
            {text.recent}
          </h2>
          <Link to="/scans" className="rounded-sm text-accent text-sm hover:underline">
            {text.all}
          </Link>
        </div>
        <RecentScans />
      </section>
    </div>
  );
}
