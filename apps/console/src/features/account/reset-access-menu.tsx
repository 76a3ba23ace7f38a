import { useMutation } from '@tanstack/react-query';
import type { User } from '@webhood/contract';
import { Ellipsis, KeyRound, ShieldOff } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { strings } from '../../ui/strings.ts';
import { accountStrings } from '../../ui/strings-account.ts';
import { tell, tellError } from '../../ui/toast-manager.ts';
import { type Secret, SecretDialog } from '../settings/secret-dialog.tsx';
import { oneTimePassword } from './one-time-password.ts';

const text = accountStrings.reset;

type Asked = 'password' | 'secondFactor';

/** What an administrator does for someone who cannot sign in any more. */
export function ResetAccessMenu({ user }: { user: User }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [secret, setSecret] = useState<Secret | null>(null);
  const reset = useMutation({
    mutationFn: async (what: Asked) => {
      if (what === 'secondFactor') {
        await client.users.resetSecondFactor(user.id);
        tell(text.done(user.name));
        return;
      }
      const password = oneTimePassword();
      await client.users.update(user.id, { password });
      setSecret({
        title: text.passwordTitle(user.name),
        secret: password,
        hint: strings.users.passwordOnce,
      });
    },
    onSuccess: () => setAsked(null),
    onError: (error) => tellError(strings.toast.saveFailed, error),
  });
  const isPassword = asked === 'password';
  return (
    <>
      <Menu trigger={<IconButton label={`${strings.action.more}: ${user.name}`} icon={Ellipsis} />}>
        <MenuItem icon={KeyRound} onClick={() => setAsked('password')}>
          {text.password}
        </MenuItem>
        <MenuItem icon={ShieldOff} onClick={() => setAsked('secondFactor')}>
          {text.action}
        </MenuItem>
      </Menu>
      <Confirm
        open={asked !== null}
        onClose={() => setAsked(null)}
        onConfirm={() => asked && reset.mutate(asked)}
        title={isPassword ? text.passwordAsk(user.name) : text.title(user.name)}
        body={isPassword ? text.passwordBody : text.body}
        action={isPassword ? text.password : text.action}
        busy={reset.isPending}
      />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </>
  );
}
