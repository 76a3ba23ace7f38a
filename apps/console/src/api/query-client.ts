import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isPassing, isUnauthenticated } from './describe-error.ts';

/** Two quiet retries cover a restart of the server; more would only delay the message. */
const RETRIES = 2;

/** `onSignedOut` is called when the server says that the session has ended. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (isUnauthenticated(error)) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // Events keep what is shown current, so a visit need not fetch it again.
        staleTime: 60_000,
        retry: (failures, error) => failures < RETRIES && isPassing(error),
        refetchOnWindowFocus: false,
      },
    },
  });
}
