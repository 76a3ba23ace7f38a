import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Overlay } from './overlay.tsx';
import { strings } from './strings.ts';

export type ConfirmProps = {
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: string;
  body: ReactNode;
  action: string;
  busy?: boolean;
};

/** Asked before anything that cannot be undone; the safe answer has the focus. */
export function ConfirmDialog({
  open,
  onClose,
  onConfirm,
  title,
  body,
  action,
  busy,
}: ConfirmProps) {
  return (
    <Overlay
      open={open}
      onClose={onClose}
      title={title}
      description={body}
      footer={
        <>
          <Button autoFocus onClick={onClose}>
            {strings.action.keep}
          </Button>
          <Button tone="danger" busy={busy ?? false} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    />
  );
}
