import { useSuspenseQuery } from '@tanstack/react-query';
import { meQuery } from '../api/queries.ts';
import { PasswordForm } from '../features/account/password-form.tsx';
import { SettingsSection } from '../features/settings/settings-section.tsx';
import { strings } from '../ui/strings.ts';
import { tell } from '../ui/toast-manager.ts';

export function AccountPage() {
  const { data: me } = useSuspenseQuery(meQuery());
  return (
    <SettingsSection title={strings.settings.account} intro={strings.shell.account(me.name)}>
      <div className="panel max-w-md p-5">
        <h3 className="mb-4 font-semibold text-base">{strings.password.title}</h3>
        <PasswordForm onChanged={() => tell(strings.password.changed)} />
      </div>
    </SettingsSection>
  );
}
