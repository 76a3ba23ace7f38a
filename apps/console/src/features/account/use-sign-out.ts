import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { strings } from '../../ui/strings.ts';
import { tellError } from '../../ui/toast-manager.ts';

export function useSignOut(): () => Promise<void> {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    try {
      await client.authentication.signOut();
    } catch (error) {
      tellError(strings.shell.signOut, error);
      return;
    }
    await navigate({ to: '/sign-in' });
    // What one person has seen must not be there for the next.
    queryClient.clear();
  };
}
