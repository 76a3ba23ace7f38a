import { Menu } from '@base-ui/react/menu';
import { ChevronDown } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { cn } from '../class-names.ts';
import { MenuPopup } from '../menu.tsx';
import { strings } from '../strings.ts';
import { clip, escapedString } from './escape-text.ts';
import { Evidence } from './evidence.tsx';
import type { Lookup } from './lookups.ts';
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

/** A table shows hundreds of values: they share the one menu that `ValueMenuHost` renders. */
const sharedMenu = Menu.createHandle<ValuePayload>();

/** Only the button that opens the menu, for a value that is shown in another way. */
export function ValueMenu(payload: ValuePayload) {
  return (
    <Menu.Trigger
      handle={sharedMenu}
      payload={payload}
      aria-label={strings.evidence.menu(escapedString(clip(payload.value, HINT_LENGTH).text))}
      onClick={(event) => event.stopPropagation()}
      className="mt-px inline-flex size-4.5 shrink-0 items-center justify-center rounded-sm text-faint opacity-0 hover:bg-hover hover:text-text focus-visible:opacity-100 group-hover/value:opacity-100 data-[popup-open]:opacity-100 pointer-coarse:opacity-100"
    >
      <ChevronDown aria-hidden size={13} />
    </Menu.Trigger>
  );
}

type Asked = { lookup: Lookup; value: string };

/** The menu of all values, and the question before one leaves the installation; rendered once. */
export function ValueMenuHost() {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu.Root handle={sharedMenu}>
        {({ payload }) => (
          <MenuPopup align="start">
            {payload ? (
              <ValueMenuItems
                {...payload}
                onLookup={(lookup) => {
                  setAsked({ lookup, value: payload.value });
                  setAsking(true);
                }}
              />
            ) : null}
          </MenuPopup>
        )}
      </Menu.Root>
      {asked ? (
        <Suspense>
          <LookupDialog {...asked} open={asking} onClose={() => setAsking(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
