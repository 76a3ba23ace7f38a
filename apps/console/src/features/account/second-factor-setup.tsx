import { useMutation } from '@tanstack/react-query';
import { ApiError } from '@webhood/client';
import type { SecondFactorSetup } from '@webhood/contract';
import { type FormEvent, lazy, Suspense, useId, useRef, useState } from 'react';
import { client } from '../../api/client.ts';
import { describeError } from '../../api/describe-error.ts';
import { Button } from '../../ui/button.tsx';
import { Overlay } from '../../ui/overlay.tsx';
import { Notice, Skeleton } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { accountStrings } from '../../ui/strings-account.ts';
import { CodeField } from './code-field.tsx';

const QrCode = lazy(() => import('./qr-code.tsx').then((module) => ({ default: module.QrCode })));

const text = accountStrings.secondFactor;

type SecondFactorSetupDialogProps = {
  setup: SecondFactorSetup | null;
  onClose: () => void;
  onConfirmed: (recoveryCodes: string[]) => void;
};

/** The secret for the app, and a first code as proof that it arrived. */
export function SecondFactorSetupDialog(props: SecondFactorSetupDialogProps) {
  const { setup, onClose, onConfirmed } = props;
  const form = useId();
  const codeInput = useRef<HTMLInputElement>(null);
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () => client.me.confirmSecondFactor({ code }),
    onSuccess: ({ recoveryCodes }) => {
      setCode('');
      onConfirmed(recoveryCodes);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== '') confirm.mutate();
  };
  return (
    <Overlay
      open={setup !== null}
      onClose={onClose}
      initialFocus={codeInput}
      title={text.title}
      description={text.scan}
      footer={
        <>
          <Button onClick={onClose}>{strings.action.cancel}</Button>
          <Button type="submit" form={form} tone="primary" busy={confirm.isPending}>
            {text.confirm}
          </Button>
        </>
      }
    >
      {setup ? (
        <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
          <div className="flex flex-col items-center gap-3">
            <Suspense fallback={<Skeleton className="size-48" />}>
              <QrCode value={setup.uri} label={text.qrLabel} />
            </Suspense>
            <div className="w-full text-center">
              <p className="text-faint text-xs">{text.typed}</p>
              <code className="select-all break-words font-mono text-xs">
                {(setup.secret.match(/.{1,4}/g) ?? []).join(' ')}
              </code>
            </div>
          </div>
          <CodeField label={text.code} value={code} onChange={setCode} input={codeInput} numeric />
          <div role="alert">
            {confirm.error ? <Notice tone="bad">{messageOf(confirm.error)}</Notice> : null}
          </div>
          <p className="text-faint text-xs">{text.others}</p>
        </form>
      ) : null}
    </Overlay>
  );
}

function messageOf(error: unknown): string {
  if (error instanceof ApiError && error.code === 'invalid_credentials') return text.wrong;
  return describeError(error).message;
}
