import { useMutation } from '@tanstack/react-query';
import { ApiError } from '@webhood/client';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { describeError, isUnauthenticated } from '../../api/describe-error.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import { accountStrings } from '../../ui/strings-account.ts';
import { CodeField } from './code-field.tsx';

const text = accountStrings.signIn;

type SecondFactorStepProps = { onSignedIn: () => void; onBack: () => void };

/** After the password: a code of the authenticator app, or a recovery code. */
export function SecondFactorStep({ onSignedIn, onBack }: SecondFactorStepProps) {
  const [code, setCode] = useState('');
  const [incomplete, setIncomplete] = useState(false);
  const pass = useMutation({
    mutationFn: () => client.authentication.secondFactor({ code }),
    onSuccess: onSignedIn,
    onError: () => setCode(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isIncomplete = code.trim() === '';
    setIncomplete(isIncomplete);
    if (!isIncomplete) pass.mutate();
  };
  const message = incomplete ? text.codeMissing : pass.error ? messageOf(pass.error) : null;
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <CodeField label={text.code} hint={text.codeHint} value={code} onChange={setCode} focused />
      <div role="alert">{message ? <Notice tone="bad">{message}</Notice> : null}</div>
      <div className="flex flex-col gap-2">
        <Button type="submit" tone="primary" busy={pass.isPending} className="h-9 w-full">
          {text.continue}
        </Button>
        <Button tone="ghost" className="h-9 w-full" onClick={onBack}>
          {text.back}
        </Button>
      </div>
    </form>
  );
}

function messageOf(error: unknown): string {
  if (isUnauthenticated(error)) return text.codeLate;
  if (error instanceof ApiError && error.code === 'invalid_credentials') return text.codeWrong;
  const { title, message } = describeError(error);
  return `${title}. ${message}`;
}
