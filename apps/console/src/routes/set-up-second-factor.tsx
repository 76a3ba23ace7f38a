import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import type { ConfirmIdentity, SecondFactorSetup } from '@webhood/contract';
import { useState } from 'react';
import { client } from '../api/client.ts';
import { keys, meQuery, securityQuery } from '../api/queries.ts';
import { ConfirmIdentityDialog } from '../features/account/confirm-identity.tsx';
import { Entrance } from '../features/account/entrance.tsx';
import { RecoveryCodesDialog } from '../features/account/recovery-codes-dialog.tsx';
import { SecondFactorSetupDialog } from '../features/account/second-factor-setup.tsx';
import { useSignOut } from '../features/account/use-sign-out.ts';
import { Button } from '../ui/button.tsx';
import { strings } from '../ui/strings.ts';
import { accountStrings } from '../ui/strings-account.ts';

const route = getRouteApi('/set-up-second-factor');
const text = accountStrings.secondFactor;

/** Where someone lands whose role needs a second factor that they have not set up. */
export function SetUpSecondFactorPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const signOut = useSignOut();
  const { data: security } = useQuery(securityQuery());
  const [isAsked, setIsAsked] = useState(false);
  const [setup, setSetup] = useState<SecondFactorSetup | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const begin = useMutation({
    mutationFn: (identity: ConfirmIdentity) => client.me.setUpSecondFactor(identity),
    onSuccess: (begun) => {
      setIsAsked(false);
      setSetup(begun);
    },
  });
  const goOn = async () => {
    setCodes(null);
    queryClient.removeQueries({ queryKey: keys.me });
    await queryClient.ensureQueryData(meQuery()).catch(() => undefined);
    await router.navigate({ href: next ?? '/', replace: true });
  };
  return (
    <Entrance title={text.neededTitle}>
      <p className="-mt-2 mb-4 text-muted text-sm">{text.needed}</p>
      <div className="flex flex-col gap-2">
        <Button tone="primary" className="h-9" onClick={() => setIsAsked(true)}>
          {text.setUp}
        </Button>
        <Button className="h-9" onClick={() => void signOut()}>
          {strings.shell.signOut}
        </Button>
      </div>
      <ConfirmIdentityDialog
        title={accountStrings.confirm.title}
        action={accountStrings.confirm.submit}
        open={isAsked}
        onClose={() => setIsAsked(false)}
        busy={begin.isPending}
        error={begin.error}
        hasPassword={security?.hasPassword ?? true}
        onConfirm={(identity) => begin.mutate(identity)}
      />
      <SecondFactorSetupDialog
        setup={setup}
        onClose={() => setSetup(null)}
        onConfirmed={(recoveryCodes) => {
          setSetup(null);
          setCodes(recoveryCodes);
        }}
      />
      <RecoveryCodesDialog codes={codes} onClose={() => void goOn()} />
    </Entrance>
  );
}
