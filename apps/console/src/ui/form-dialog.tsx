import { type ComponentProps, type FormEvent, type ReactNode, useId } from 'react';
import { describeError } from '../api/describe-error.ts';
import { Button } from './button.tsx';
import { Overlay } from './overlay.tsx';
import { Notice } from './states.tsx';
import { strings } from './strings.ts';

type FormDialogProps = Pick<
  ComponentProps<typeof Overlay>,
  'open' | 'onClose' | 'title' | 'description' | 'place'
> & {
  /** What the button says that submits. */
  action: string;
  onSubmit: () => void;
  busy?: boolean;
  disabled?: boolean;
  /** Why it was refused; stays beside what was entered. */
  error?: unknown;
  children: ReactNode;
};

/** A form in a dialog or a drawer: Enter submits, Escape and its own button give up. */
export function FormDialog(props: FormDialogProps) {
  const { action, onSubmit, busy = false, disabled = false, error, children, ...overlay } = props;
  const form = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!disabled && !busy) onSubmit();
  };
  return (
    <Overlay
      {...overlay}
      footer={
        <>
          <Button onClick={overlay.onClose}>{strings.action.cancel}</Button>
          <Button type="submit" form={form} tone="primary" busy={busy} disabled={disabled}>
            {action}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {children}
        <div role="alert">
          {error ? <Notice tone="bad">{describeError(error).message}</Notice> : null}
        </div>
      </form>
    </Overlay>
  );
}
