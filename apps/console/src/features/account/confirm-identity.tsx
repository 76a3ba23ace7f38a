import { ApiError } from '@webhood/client';
import type { ConfirmIdentity } from '@webhood/contract';
import { type FormEvent, useId, useRef, useState } from 'react';
import { describeError } from '../../api/describe-error.ts';
import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Overlay } from '../../ui/overlay.tsx';
import { Notice } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { accountStrings } from '../../ui/strings-account.ts';
import { PasskeyError } from './passkey-browser.ts';
import { PasswordInput } from './password-input.tsx';

const text = accountStrings.confirm;

type ConfirmIdentityDialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  body?: string;
  action: string;
  danger?: boolean;
  busy: boolean;
  error: unknown;
  /** False: there is none to ask for, only the decision. */
  hasPassword: boolean;
  /** Asked for as well: what the new thing shall be called. */
  nameField?: { label: string; hint: string };
  onConfirm: (identity: ConfirmIdentity, name: string) => void;
};

/** The current password again, before what would let somebody else stay. */
export function ConfirmIdentityDialog(props: ConfirmIdentityDialogProps) {
  const { open, onClose, title, body, action, danger = false, busy, hasPassword } = props;
  const form = useId();
  const first = useRef<HTMLInputElement>(null);
  const withoutInput = !hasPassword && !props.nameField;
  const [password, setPassword] = useState('');
  const [name, setName] = useState('');
  const incomplete = (hasPassword && password === '') || (props.nameField && name.trim() === '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (incomplete || busy) return;
    props.onConfirm(hasPassword ? { currentPassword: password } : {}, name.trim());
    setPassword('');
  };
  return (
    <Overlay
      open={open}
      onClose={onClose}
      {...(withoutInput ? {} : { initialFocus: first })}
      title={title}
      description={body}
      footer={
        <>
          <Button onClick={onClose}>{strings.action.cancel}</Button>
          <Button type="submit" form={form} tone={danger ? 'danger' : 'primary'} busy={busy}>
            {action}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {props.nameField ? (
          <FormField label={props.nameField.label} hint={props.nameField.hint}>
            {(ids) => (
              <input
                {...ids}
                ref={first}
                autoComplete="off"
                maxLength={64}
                value={name}
                onChange={(event) => setName(event.target.value)}
                className="field h-9"
              />
            )}
          </FormField>
        ) : null}
        {hasPassword ? (
          <FormField label={text.password}>
            {(ids) => (
              <PasswordInput
                {...ids}
                ref={props.nameField ? undefined : first}
                autoComplete="current-password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </FormField>
        ) : null}
        <div role="alert">
          {props.error ? <Notice tone="bad">{messageOf(props.error)}</Notice> : null}
        </div>
      </form>
    </Overlay>
  );
}

function messageOf(error: unknown): string {
  if (error instanceof PasskeyError) return error.message;
  if (error instanceof ApiError) {
    if (error.code === 'invalid_credentials') return text.wrong;
    // Says why, where the general sentence would speak of roles.
    if (error.code === 'forbidden') return error.detail;
  }
  return describeError(error).message;
}
