import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { meQuery, securityQuery, signInOptionsQuery } from '../api/queries.ts';
import { AccountPanel } from '../features/account/account-panel.tsx';
import { PasskeysPanel } from '../features/account/passkeys-panel.tsx';
import { PasswordForm } from '../features/account/password-form.tsx';
import { SecondFactorPanel } from '../features/account/second-factor-panel.tsx';
import { SessionsPanel } from '../features/account/sessions-panel.tsx';
import { SettingsSection } from '../features/settings/settings-section.tsx';
import { Failure, Skeleton } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { accountStrings } from '../ui/strings-account.ts';
import { tell } from '../ui/toast-manager.ts';

export function AccountPage() {
  const { data: me } = useSuspenseQuery(meQuery());
  const { data: security, error, refetch } = useQuery(securityQuery());
  const { data: options } = useQuery(signInOptionsQuery());
  return (
    <SettingsSection title={strings.settings.account} intro={strings.shell.account(me.name)}>
      {security && options ? (
        <div className="flex max-w-2xl flex-col gap-5">
          <AccountPanel title={strings.password.title}>
            {security.hasPassword ? (
              <div className="max-w-sm">
                <PasswordForm onChanged={() => tell(strings.password.changed)} />
              </div>
            ) : (
              <p className="text-muted text-sm">
                {accountStrings.password.none(options.singleSignOn?.name ?? null)}
              </p>
            )}
          </AccountPanel>
          {security.hasPassword ? <SecondFactorPanel security={security} /> : null}
          <PasskeysPanel security={security} possible={options.passkeys} />
          <SessionsPanel />
        </div>
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <div aria-busy className="panel flex max-w-2xl flex-col gap-4 p-5">
          <Skeleton className="h-5 w-2/3" />
          <Skeleton className="h-5 w-1/2" />
        </div>
      )}
    </SettingsSection>
  );
}
