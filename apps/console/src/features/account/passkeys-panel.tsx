import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AccountSecurity, ConfirmIdentity, Passkey } from '@webhood/contract';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Age } from '../../ui/moment.tsx';
import { strings } from '../../ui/strings.ts';
import { accountStrings } from '../../ui/strings-account.ts';
import { tell, tellError } from '../../ui/toast-manager.ts';
import { AccountPanel } from './account-panel.tsx';
import { ConfirmIdentityDialog } from './confirm-identity.tsx';
import { makePasskey } from './passkey-browser.ts';

const text = accountStrings.passkeys;

type PasskeysPanelProps = { security: AccountSecurity; possible: boolean };

export function PasskeysPanel({ security, possible }: PasskeysPanelProps) {
  const queryClient = useQueryClient();
  const [adding, setAdding] = useState(false);
  const add = useMutation({
    mutationFn: async ({ identity, name }: { identity: ConfirmIdentity; name: string }) => {
      const options = await client.me.passkeyOptions(identity);
      return client.me.addPasskey({ name, credential: await makePasskey(options) });
    },
    onSuccess: () => {
      setAdding(false);
      tell(text.added);
      void queryClient.invalidateQueries({ queryKey: keys.security });
    },
  });
  const { passkeys } = security;
  return (
    <AccountPanel
      title={text.title}
      intro={text.intro}
      action={
        possible ? (
          <Button
            icon={Plus}
            onClick={() => {
              add.reset();
              setAdding(true);
            }}
          >
            {text.add}
          </Button>
        ) : null
      }
    >
      {passkeys.length > 0 ? (
        <ul className="-mx-5 -mb-5 divide-y divide-line border-line border-t">
          {passkeys.map((passkey) => (
            <li key={passkey.id}>
              <PasskeyRow passkey={passkey} />
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-faint text-sm">{possible ? text.none : text.impossible}</p>
      )}
      <ConfirmIdentityDialog
        open={adding}
        onClose={() => setAdding(false)}
        title={text.add}
        action={text.add}
        busy={add.isPending}
        error={add.error}
        hasPassword={security.hasPassword}
        nameField={{ label: text.name, hint: text.nameHint }}
        onConfirm={(identity, name) => add.mutate({ identity, name })}
      />
    </AccountPanel>
  );
}

function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => client.me.removePasskey(passkey.id),
    onSuccess: () => {
      setAsking(false);
      tell(text.removed);
      void queryClient.invalidateQueries({ queryKey: keys.security });
    },
    onError: (error) => tellError(strings.toast.deleteFailed, error),
  });
  return (
    <div className="flex items-center gap-3 px-5 py-3">
      <KeyRound aria-hidden size={16} strokeWidth={1.8} className="shrink-0 text-faint" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{passkey.name}</p>
        <p className="text-muted text-xs">
          {text.created} <Age iso={passkey.created} /> ·{' '}
          {passkey.lastUsed === null ? (
            text.neverUsed
          ) : (
            <>
              {text.used} <Age iso={passkey.lastUsed} />
            </>
          )}
        </p>
      </div>
      <Button aria-label={text.removeLabel(passkey.name)} onClick={() => setAsking(true)}>
        {text.remove}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
        title={text.removeTitle(passkey.name)}
        body={text.removeBody}
        action={text.remove}
        busy={remove.isPending}
      />
    </div>
  );
}
