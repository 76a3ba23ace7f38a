import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ScanTab } from './scan-tab.ts';

type TabLinkProps = { scanId: string; tab: ScanTab; children: ReactNode };

/** Leads to another tab of the same scan. */
export function TabLink({ scanId, tab, children }: TabLinkProps) {
  return (
    <Link
      to="/scans/$scanId"
      params={{ scanId }}
      search={{ tab }}
      replace
      className="shrink-0 rounded-sm text-accent text-xs underline-offset-2 hover:underline"
    >
      {children}
    </Link>
  );
}
