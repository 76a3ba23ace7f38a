import { useMutation } from '@tanstack/react-query';
import { ApiError } from '@webhood/client';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { describeError } from '../../api/describe-error.ts';
import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Notice } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { PasswordInput } from './password-input.tsx';

const text = strings.signIn;

type PasswordStepProps = { onSignedIn: () => void; onSecondFactor: () => void };

export function PasswordStep({ onSignedIn, onSecondFactor }: PasswordStepProps) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [incomplete, setIncomplete] = useState(false);
  const signIn = useMutation({
    mutationFn: (credentials: { username: string; password: string }) =>
      client.authentication.signIn(credentials),
    onError: () => setPassword(''),
    onSuccess: ({ kind }) => (kind === 'second_factor' ? onSecondFactor() : onSignedIn()),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isIncomplete = username.trim() === '' || password === '';
    setIncomplete(isIncomplete);
    if (!isIncomplete) signIn.mutate({ username: username.trim(), password });
  };
  const message = incomplete ? text.missing : signIn.error ? messageOf(signIn.error) : null;
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <FormField label={text.name}>
        {(ids) => (
          <input
            {...ids}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            // biome-ignore lint/a11y/noAutofocus: the page has nothing else to do
            autoFocus
            value={username}
            onChange={(event) => setUsername(event.target.value)}
            className="field h-9"
          />
        )}
      </FormField>
      <FormField label={text.password}>
        {(ids) => (
          <PasswordInput
            {...ids}
            name="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </FormField>
      <div role="alert">{message ? <Notice tone="bad">{message}</Notice> : null}</div>
      <Button type="submit" tone="primary" busy={signIn.isPending} className="h-9 w-full">
        {text.submit}
      </Button>
    </form>
  );
}

function messageOf(error: unknown): string {
  if (error instanceof ApiError && error.code === 'invalid_credentials') return text.wrong;
  const { title, message } = describeError(error);
  return `${title}. ${message}`;
}
