import { type FormEvent, type ReactNode, useId } from 'react';
import { describeError } from '../../api/describe-error.ts';
import { Button } from '../../ui/button.tsx';
import { Overlay } from '../../ui/overlay.tsx';
import { Notice } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';

type CreateDialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  busy: boolean;
  error: unknown;
  onSubmit: () => void;
  children: ReactNode;
};

/** A small form in a dialog: Enter submits, a refusal stays beside what was typed. */
export function CreateDialog(props: CreateDialogProps) {
  const { open, onClose, title, busy, error, onSubmit, children } = props;
  const form = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Overlay
      open={open}
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{strings.action.cancel}</Button>
          <Button type="submit" form={form} tone="primary" busy={busy}>
            {title}
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
