import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { keys, meQuery } from '../api/queries.ts';
import { Entrance } from '../features/account/entrance.tsx';
import { PasswordForm } from '../features/account/password-form.tsx';
import { strings } from '../ui/strings.ts';
import { tell } from '../ui/toast-manager.ts';

const route = getRouteApi('/change-password');

/** Where someone lands whose password is not yet their own. */
export function ChangePasswordPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const changed = async () => {
    tell(strings.password.changed);
    queryClient.removeQueries({ queryKey: keys.me });
    await queryClient.ensureQueryData(meQuery()).catch(() => undefined);
    await router.navigate({ href: next ?? '/', replace: true });
  };
  return (
    <Entrance title={strings.password.title}>
      <p className="-mt-2 mb-4 text-muted text-sm">{strings.password.forced}</p>
      <PasswordForm focused onChanged={() => void changed()} />
    </Entrance>
  );
}
