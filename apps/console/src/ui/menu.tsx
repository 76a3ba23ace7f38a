/**
 * Menus whose code is fetched when someone reaches for the first one: it is a tenth of what a page
 * would load otherwise, and most pages are read without one.
 */
import {
  cloneElement,
  type ReactElement,
  type ReactNode,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { AnchoredMenuProps, MenuItemProps } from './menu-parts.tsx';
import { useWasOpen } from './use-was-open.ts';

type Parts = typeof import('./menu-parts.tsx');

let parts: Parts | undefined;
const listeners = new Set<() => void>();

/** Also called ahead, when a pointer or the focus comes near. */
export function loadMenu(): void {
  if (parts) return;
  void import('./menu-parts.tsx').then(({ AnchoredMenu, MenuItem, MenuLine, MenuNote }) => {
    parts = { AnchoredMenu, MenuItem, MenuLine, MenuNote };
    for (const each of listeners) each();
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const readParts = () => parts;

/** Shown as soon as its code is there. */
export function AnchoredMenu(props: AnchoredMenuProps) {
  const loaded = useSyncExternalStore(subscribe, readParts);
  const wanted = props.open;
  useEffect(() => {
    if (wanted) loadMenu();
  }, [wanted]);
  return loaded ? <loaded.AnchoredMenu {...props} /> : null;
}

type TriggerProps = {
  ref?: unknown;
  onClick?: () => void;
  onFocus?: () => void;
  onPointerEnter?: () => void;
  'aria-haspopup'?: 'menu';
  'aria-expanded'?: boolean;
  'data-popup-open'?: '' | undefined;
};

type MenuProps = {
  /** A button; it is given what opens the menu. */
  trigger: ReactElement<TriggerProps>;
  children: ReactNode;
  align?: 'start' | 'end';
};

export function Menu({ trigger, children, align = 'end' }: MenuProps) {
  const anchor = useRef<HTMLElement>(null);
  const [open, setOpen] = useState(false);
  // A list has one of these in each row, and nearly all are never opened.
  const wasOpen = useWasOpen(open);
  return (
    <>
      {cloneElement(trigger, {
        ref: anchor,
        onClick: () => setOpen(true),
        onFocus: loadMenu,
        onPointerEnter: loadMenu,
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        'data-popup-open': open ? '' : undefined,
      })}
      {wasOpen ? (
        <AnchoredMenu
          open={open}
          onClose={() => setOpen(false)}
          anchor={anchor.current}
          align={align}
        >
          {children}
        </AnchoredMenu>
      ) : null}
    </>
  );
}

// Only ever inside a menu, which is shown when the parts are there.
export function MenuItem(props: MenuItemProps) {
  return parts ? <parts.MenuItem {...props} /> : null;
}

export function MenuNote(props: { children: ReactNode }) {
  return parts ? <parts.MenuNote {...props} /> : null;
}

export function MenuLine() {
  return parts ? <parts.MenuLine /> : null;
}
