import type { Lookup } from '@webhood/contract';
import { ChevronDown } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { cn } from '../class-names.ts';
import { AnchoredMenu, loadMenu } from '../menu.tsx';
import { strings } from '../strings.ts';
import { clip, escapedString } from './escape-text.ts';
import { Evidence } from './evidence.tsx';

import { closeValueMenu, openValueMenu, useOpenValue } from './open-value.ts';
import { UrlText } from './url-text.tsx';
import { ValueMenuItems } from './value-menu-items.tsx';
import type { ValuePayload } from './value-payload.ts';

const LookupDialog = lazy(() =>
  import('./lookup-dialog.tsx').then((module) => ({ default: module.LookupDialog })),
);

type ValueProps = ValuePayload & {
  /** Shown instead of the value, for example a shortened hash. */
  children?: ReactNode;
  /** Let a long value take several lines instead of being cut by the layout. */
  wrap?: boolean;
  className?: string;
};

/**
 * A value of the evidence with its menu. It is never a link: what a page chose must not be one
 * click from being opened in the analyst's own browser.
 */
export function Value({ children, wrap, className, ...payload }: ValueProps) {
  return (
    <span
      className={cn('group/value inline-flex min-w-0 max-w-full items-start gap-0.5', className)}
    >
      <span className={cn('min-w-0', !wrap && 'truncate')}>
        {children ?? <ValueText {...payload} wrap={wrap ?? false} />}
      </span>
      <ValueMenu {...payload} />
    </span>
  );
}

function ValueText({ value, kind, wrap }: ValuePayload & { wrap: boolean }) {
  if (kind === 'url') return <UrlText url={value} wrap={wrap} />;
  return <Evidence text={value} length={wrap ? 300 : 0} mono={kind === 'hash' || kind === 'ip'} />;
}

const HINT_LENGTH = 60;

/**
 * The button that opens the menu. A table shows hundreds of values: they share the one menu that
 * `ValueMenuHost` renders.
 */
function ValueMenu(payload: ValuePayload) {
  return (
    <button
      type="button"
      aria-haspopup="menu"
      aria-label={strings.evidence.menu(escapedString(clip(payload.value, HINT_LENGTH).text))}
      onFocus={loadMenu}
      onPointerEnter={loadMenu}
      onClick={(event) => {
        event.stopPropagation();
        openValueMenu(payload, event.currentTarget);
      }}
      className="mt-px inline-flex size-4.5 shrink-0 items-center justify-center rounded-sm text-faint opacity-0 hover:bg-hover hover:text-text focus-visible:opacity-100 group-hover/value:opacity-100 pointer-coarse:opacity-100"
    >
      <ChevronDown aria-hidden size={13} />
    </button>
  );
}

type Asked = { lookup: Lookup; value: string };

/** The menu of all values, and the question before one leaves the installation; rendered once. */
export function ValueMenuHost() {
  const shown = useOpenValue();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [asking, setAsking] = useState(false);
  return (
    <>
      {shown ? (
        <AnchoredMenu
          open={shown.isOpen}
          onClose={closeValueMenu}
          anchor={shown.anchor}
          align="start"
        >
          <ValueMenuItems
            {...shown.payload}
            onLookup={(lookup) => {
              setAsked({ lookup, value: shown.payload.value });
              setAsking(true);
            }}
          />
        </AnchoredMenu>
      ) : null}
      {asked ? (
        <Suspense>
          <LookupDialog {...asked} open={asking} onClose={() => setAsking(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
