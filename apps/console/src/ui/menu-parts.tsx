import { Menu as Base } from '@base-ui/react/menu';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { cn } from './class-names.ts';

export type AnchoredMenuProps = {
  open: boolean;
  onClose: () => void;
  /** What it hangs from, and what has the focus again when it closes. */
  anchor: Element | null;
  align: 'start' | 'end';
  children: ReactNode;
};

/** A menu that hangs from an element which is not its own. */
export function AnchoredMenu({ open, onClose, anchor, align, children }: AnchoredMenuProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} align={align} sideOffset={4} className="z-50 outline-none">
          <Base.Popup
            finalFocus={() => (anchor instanceof HTMLElement ? anchor : null)}
            className="min-w-44 max-w-80 rounded-md border border-line bg-raised p-1 shadow-float outline-none transition-opacity duration-100 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0"
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export type MenuItemProps = {
  icon?: LucideIcon;
  danger?: boolean;
  disabled?: boolean;
  onClick?: () => void;
  /** Renders the item as this element, for example a download link. */
  render?: ReactElement;
  children: ReactNode;
};

export function MenuItem({
  icon: Icon,
  danger,
  disabled = false,
  onClick,
  render,
  children,
}: MenuItemProps) {
  return (
    <Base.Item
      disabled={disabled}
      {...(onClick ? { onClick } : {})}
      {...(render ? { render } : {})}
      className={cn(
        'flex cursor-pointer select-none items-center gap-2 rounded-sm px-2 py-1.5 text-sm outline-none data-[disabled]:cursor-not-allowed data-[highlighted]:bg-hover data-[disabled]:opacity-50',
        danger && 'text-bad',
      )}
    >
      {Icon ? <Icon aria-hidden size={15} strokeWidth={1.8} className="text-faint" /> : null}
      {children}
    </Base.Item>
  );
}

export function MenuNote({ children }: { children: ReactNode }) {
  return <div className="px-2 pt-1 pb-1.5 text-faint text-xs">{children}</div>;
}

export function MenuLine() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}
