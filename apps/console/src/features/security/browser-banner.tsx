import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { checklistQuery, meQuery } from '../../api/queries.ts';
import { securityStrings as text } from '../../ui/strings-security.ts';

/** For administrators, on every page, while a scanner's Chromium is past its age. */
export function BrowserBanner() {
  const { data: me } = useSuspenseQuery(meQuery());
  const { data } = useQuery({ ...checklistQuery(), enabled: me.role === 'admin' });
  const old = data?.checks.find(({ id, outcome }) => id === 'browser_age' && outcome === 'fail');
  if (!old) return null;
  return (
    <div role="status" className="flex items-start gap-2 bg-warn-soft px-4 py-2 text-sm lg:px-8">
      <TriangleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-warn" />
      <p className="min-w-0">
        {text.browserOld(old.found)}{' '}
        <Link to="/settings/security" className="font-medium underline underline-offset-2">
          {text.browserOldLink}
        </Link>
      </p>
    </div>
  );
}
