import { useMutation, useQuery } from '@tanstack/react-query';
import { ApiError } from '@webhood/client';
import { ROUTES } from '@webhood/contract';
import { KeyRound, LogIn } from 'lucide-react';
import { client } from '../../api/client.ts';
import { describeError } from '../../api/describe-error.ts';
import { signInOptionsQuery } from '../../api/queries.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import { accountStrings } from '../../ui/strings-account.ts';
import { askForPasskey, PasskeyError } from './passkey-browser.ts';

const text = accountStrings.signIn;

type OtherWaysInProps = { next: string; onSignedIn: () => void };

/** Passkey and provider, as far as the server offers them. */
export function OtherWaysIn({ next, onSignedIn }: OtherWaysInProps) {
  const { data: options } = useQuery(signInOptionsQuery());
  const passkey = useMutation({
    mutationFn: async () => {
      const credential = await askForPasskey(await client.authentication.passkeyOptions());
      return client.authentication.passkey({ credential });
    },
    onSuccess: onSignedIn,
  });
  if (!options?.passkeys && !options?.singleSignOn) return null;
  return (
    <div className="mt-4 flex flex-col gap-2">
      <p className="flex items-center gap-3 text-faint text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {text.or}
      </p>
      {options.singleSignOn ? (
        // Not a route of the console: the browser goes to the provider and comes back.
        <a
          href={`${ROUTES.singleSignOn}?next=${encodeURIComponent(next)}`}
          className={buttonClass('secondary', 'h-9 w-full')}
        >
          <LogIn aria-hidden size={15} strokeWidth={1.9} />
          <span className="truncate">{text.provider(options.singleSignOn.name)}</span>
        </a>
      ) : null}
      {options.passkeys ? (
        <Button
          icon={KeyRound}
          busy={passkey.isPending}
          className="h-9 w-full"
          onClick={() => passkey.mutate()}
        >
          {text.passkey}
        </Button>
      ) : null}
      <div role="alert">
        {passkey.error ? <Notice tone="bad">{messageOf(passkey.error)}</Notice> : null}
      </div>
    </div>
  );
}

function messageOf(error: unknown): string {
  if (error instanceof PasskeyError) return error.message;
  if (error instanceof ApiError && error.code === 'invalid_credentials') {
    return accountStrings.passkeyFailures.unknown;
  }
  return describeError(error).message;
}
