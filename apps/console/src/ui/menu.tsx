import { Menu as Base } from '@base-ui/react/menu';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { cn } from './class-names.ts';

type MenuProps = {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
};

export function Menu({ trigger, children, align = 'end' }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <MenuPopup align={align}>{children}</MenuPopup>
    </Base.Root>
  );
}

export function MenuPopup({ align, children }: { align: 'start' | 'end'; children: ReactNode }) {
  return (
    <Base.Portal>
      <Base.Positioner align={align} sideOffset={4} className="z-50 outline-none">
        <Base.Popup className="min-w-44 max-w-80 rounded-md border border-line bg-raised p-1 shadow-float outline-none transition-opacity duration-100 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0">
          {children}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

type MenuItemProps = {
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
