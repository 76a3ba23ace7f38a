import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { ApiError } from '@webhood/client';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { describeError } from '../../api/describe-error.ts';
import { meQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Notice } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { accountStrings } from '../../ui/strings-account.ts';
import { type PasswordEntry, passwordFault } from './password-fault.ts';
import { PasswordInput } from './password-input.tsx';
import { PasswordStrength, usePasswordVerdict } from './password-strength.tsx';

const text = strings.password;
const FAULTS = {
  short: text.tooShort,
  same: text.same,
  common: accountStrings.strength.common,
  guessable: accountStrings.strength.guessable,
};
const EMPTY: PasswordEntry = { current: '', next: '', repeat: '' };

type PasswordFormProps = {
  onChanged: () => void;
  /** The page is for nothing else: the first field has the focus. */
  focused?: boolean;
};

export function PasswordForm({ onChanged, focused = false }: PasswordFormProps) {
  const [entry, setEntry] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const change = useMutation({
    mutationFn: () =>
      client.me.changePassword({ currentPassword: entry.current, newPassword: entry.next }),
    onSuccess: () => {
      setEntry(EMPTY);
      setTried(false);
      onChanged();
    },
  });
  const { data: me } = useSuspenseQuery(meQuery());
  const verdict = usePasswordVerdict(entry.next, [me.name]);
  const fault = passwordFault(entry, verdict?.refusal ?? null);
  const shownFault = tried ? fault : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault === null) change.mutate();
  };
  const field = (name: keyof PasswordEntry, autoComplete: string) => ({
    name,
    autoComplete,
    value: entry[name],
    onChange: (event: { target: { value: string } }) =>
      setEntry({ ...entry, [name]: event.target.value }),
  });
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <FormField label={text.current}>
        {(ids) => (
          <PasswordInput {...ids} {...field('current', 'current-password')} autoFocus={focused} />
        )}
      </FormField>
      <FormField
        label={text.next}
        hint={shownFault === 'short' ? null : text.hint}
        error={shownFault && shownFault !== 'differs' ? FAULTS[shownFault] : null}
      >
        {(ids) => (
          <>
            <PasswordInput {...ids} {...field('next', 'new-password')} />
            <PasswordStrength verdict={verdict} />
          </>
        )}
      </FormField>
      <FormField label={text.repeat} error={shownFault === 'differs' ? text.differs : null}>
        {(ids) => <PasswordInput {...ids} {...field('repeat', 'new-password')} />}
      </FormField>
      <div role="alert">
        {change.error ? <Notice tone="bad">{messageOf(change.error)}</Notice> : null}
      </div>
      <Button type="submit" tone="primary" busy={change.isPending} className="h-9">
        {text.submit}
      </Button>
    </form>
  );
}

function messageOf(error: unknown): string {
  if (error instanceof ApiError && error.code === 'invalid_credentials') return text.wrong;
  return describeError(error).message;
}
