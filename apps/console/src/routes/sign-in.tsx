import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { ApiError } from '@webhood/client';
import { type FormEvent, useState } from 'react';
import { client } from '../api/client.ts';
import { describeError } from '../api/describe-error.ts';
import { Entrance } from '../features/account/entrance.tsx';
import { PasswordInput } from '../features/account/password-input.tsx';
import { Button } from '../ui/button.tsx';
import { FormField } from '../ui/form-field.tsx';
import { Notice } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';

const route = getRouteApi('/sign-in');
const text = strings.signIn;

export function SignInPage() {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [incomplete, setIncomplete] = useState(false);
  const signIn = useSignIn(() => setPassword(''));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isIncomplete = username.trim() === '' || password === '';
    setIncomplete(isIncomplete);
    if (!isIncomplete) signIn.mutate({ username: username.trim(), password });
  };
  const message = incomplete ? text.missing : signIn.error ? messageOf(signIn.error) : null;
  return (
    <Entrance title={text.title} note={text.firstTime}>
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
    </Entrance>
  );
}

function useSignIn(onFailed: () => void) {
  const { next } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (credentials: { username: string; password: string }) =>
      client.authentication.signIn(credentials),
    onError: onFailed,
    onSuccess: async () => {
      queryClient.clear();
      await router.navigate({ href: next ?? '/', replace: true });
    },
  });
}

function messageOf(error: unknown): string {
  if (error instanceof ApiError && error.code === 'invalid_credentials') return text.wrong;
  const { title, message } = describeError(error);
  return `${title}. ${message}`;
}
