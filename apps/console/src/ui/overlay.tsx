import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { IconButton } from './button.tsx';
import { cn } from './class-names.ts';
import { strings } from './strings.ts';

type OverlayProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  /** `side`: a drawer at the right edge; `centre`: a dialog. */
  place?: 'centre' | 'side';
  wide?: boolean;
  /** Only its own buttons close it: no Escape, no click beside it, no cross. */
  stays?: boolean;
  /** What has the focus at first; else the first control. */
  initialFocus?: RefObject<HTMLElement | null>;
  footer?: ReactNode;
  children?: ReactNode;
};

const PLACES = {
  centre:
    'left-1/2 top-[12dvh] max-h-[80dvh] w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 rounded-lg data-[starting-style]:scale-[0.98] data-[ending-style]:scale-[0.98]',
  side: 'inset-y-0 right-0 w-[min(28rem,100vw)] border-y-0 border-r-0 data-[starting-style]:translate-x-4 data-[ending-style]:translate-x-4',
};

/**
 * Dialogs and drawers: focus is kept inside and given back, Escape closes. The page behind is not
 * locked: a lock reserves the scrollbar's place, which no fixed element can cover.
 */
export function Overlay(props: OverlayProps) {
  const { open, onClose, title, description, place = 'centre', wide, footer, children } = props;
  const { stays = false, initialFocus } = props;
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => next || stays || onClose()}
      modal="trap-focus"
      disablePointerDismissal={stays}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-shade transition-opacity duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Dialog.Popup
          {...(initialFocus ? { initialFocus } : {})}
          className={cn(
            'fixed z-50 flex flex-col border border-line bg-raised shadow-float outline-none transition-[opacity,scale,translate] duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0',
            PLACES[place],
            wide &&
              (place === 'centre' ? 'w-[min(44rem,calc(100vw-2rem))]' : 'w-[min(40rem,100vw)]'),
          )}
        >
          <header className="flex items-start justify-between gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0">
              <Dialog.Title className="font-semibold text-lg">{title}</Dialog.Title>
              {description ? (
                <Dialog.Description className="mt-1 text-muted text-sm" render={<div />}>
                  {description}
                </Dialog.Description>
              ) : null}
            </div>
            {stays ? null : (
              <Dialog.Close
                render={<IconButton label={strings.action.close} icon={X} className="-mr-1.5" />}
              />
            )}
          </header>
          {children ? (
            <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 pt-1 pb-4">
              {children}
            </div>
          ) : null}
          {footer ? (
            <footer className="flex justify-end gap-2 border-line border-t px-5 py-3">
              {footer}
            </footer>
          ) : null}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
