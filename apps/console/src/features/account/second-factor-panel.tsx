import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AccountSecurity, ConfirmIdentity, SecondFactorSetup } from '@webhood/contract';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Notice } from '../../ui/states.tsx';
import { accountStrings } from '../../ui/strings-account.ts';
import { tell } from '../../ui/toast-manager.ts';
import { AccountPanel } from './account-panel.tsx';
import { ConfirmIdentityDialog } from './confirm-identity.tsx';
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx';
import { SecondFactorSetupDialog } from './second-factor-setup.tsx';

const text = accountStrings.secondFactor;

/** With fewer left, one lost sheet of paper is near. */
const FEW_CODES = 3;

type Asked = 'setUp' | 'turnOff' | 'newCodes';

export function SecondFactorPanel({ security }: { security: AccountSecurity }) {
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [setup, setSetup] = useState<SecondFactorSetup | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: keys.security });
    void queryClient.invalidateQueries({ queryKey: keys.sessions });
  };
  const act = useMutation({
    mutationFn: async ({ what, identity }: { what: Asked; identity: ConfirmIdentity }) => {
      if (what === 'setUp') setSetup(await client.me.setUpSecondFactor(identity));
      else if (what === 'newCodes') {
        setCodes((await client.me.renewRecoveryCodes(identity)).recoveryCodes);
      } else {
        await client.me.disableSecondFactor(identity);
        tell(text.turnedOff);
      }
    },
    onSuccess: () => {
      setAsked(null);
      refresh();
    },
  });
  const ask = (what: Asked) => {
    act.reset();
    setAsked(what);
  };
  const { secondFactor } = security;
  return (
    <AccountPanel
      title={text.title}
      badge={
        <Badge tone={secondFactor ? 'ok' : 'neutral'}>{secondFactor ? text.on : text.off}</Badge>
      }
      intro={text.intro}
      action={
        secondFactor ? null : (
          <Button tone="primary" onClick={() => ask('setUp')}>
            {text.setUp}
          </Button>
        )
      }
    >
      {secondFactor ? (
        <>
          <p className="text-muted text-sm">
            {text.since} <Moment iso={secondFactor.since} /> ·{' '}
            {text.codesLeft(secondFactor.recoveryCodesLeft)}
          </p>
          {secondFactor.recoveryCodesLeft < FEW_CODES ? (
            <Notice tone="warn">{text.fewCodes}</Notice>
          ) : null}
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => ask('newCodes')}>{text.newCodes}</Button>
            <Button onClick={() => ask('turnOff')}>{text.turnOff}</Button>
          </div>
        </>
      ) : null}
      <ConfirmIdentityDialog
        {...wordsOf(asked)}
        open={asked !== null}
        onClose={() => setAsked(null)}
        busy={act.isPending}
        error={act.error}
        hasPassword={security.hasPassword}
        onConfirm={(identity) => asked && act.mutate({ what: asked, identity })}
      />
      <SecondFactorSetupDialog
        setup={setup}
        onClose={() => setSetup(null)}
        onConfirmed={(recoveryCodes) => {
          setSetup(null);
          setCodes(recoveryCodes);
          tell(text.turnedOn);
          refresh();
        }}
      />
      <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />
    </AccountPanel>
  );
}

function wordsOf(asked: Asked | null) {
  if (asked === 'turnOff') {
    return { title: text.turnOffTitle, body: text.turnOffBody, action: text.turnOff, danger: true };
  }
  if (asked === 'newCodes') {
    return { title: text.newCodes, body: text.newCodesBody, action: text.newCodes };
  }
  return { title: accountStrings.confirm.title, action: accountStrings.confirm.submit };
}
