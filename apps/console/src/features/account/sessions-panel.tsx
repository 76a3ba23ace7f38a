import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AccountSession } from '@webhood/contract';
import { client } from '../../api/client.ts';
import { keys, sessionsQuery } from '../../api/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Age } from '../../ui/moment.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { accountStrings } from '../../ui/strings-account.ts';
import { tell, tellError } from '../../ui/toast-manager.ts';
import { AccountPanel } from './account-panel.tsx';
import { describeUserAgent } from './describe-user-agent.ts';

const text = accountStrings.sessions;

export function SessionsPanel() {
  const { data, error, refetch } = useQuery(sessionsQuery());
  const end = useEnding();
  const others = (data?.length ?? 0) > 1;
  return (
    <AccountPanel
      title={text.title}
      intro={text.intro}
      action={
        others ? (
          <Button busy={end.isPending} onClick={() => end.mutate(null)}>
            {text.endOthers}
          </Button>
        ) : null
      }
    >
      {data ? (
        <ul className="-mx-5 -mb-5 divide-y divide-line border-line border-t">
          {data.map((session) => (
            <li key={session.id}>
              <SessionRow session={session} onEnd={() => end.mutate(session.id)} />
            </li>
          ))}
        </ul>
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <div aria-busy>
          <Skeleton className="h-5 w-2/3" />
        </div>
      )}
    </AccountPanel>
  );
}

/** Ends one, or with null all but this one. */
function useEnding() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string | null) =>
      id === null ? client.me.endOtherSessions() : client.me.endSession(id),
    onSuccess: (_, id) => {
      tell(id === null ? text.othersEnded : text.ended);
      void queryClient.invalidateQueries({ queryKey: keys.sessions });
    },
    onError: (error) => tellError(strings.toast.saveFailed, error),
  });
}

function SessionRow({ session, onEnd }: { session: AccountSession; onEnd: () => void }) {
  const name = describeUserAgent(session.userAgent) ?? text.unknown;
  return (
    <div className="flex items-center gap-3 px-5 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium" title={session.userAgent}>
          {name}
          {session.current ? <Badge tone="accent">{text.current}</Badge> : null}
        </p>
        <p className="text-muted text-xs">
          {text.began} <Age iso={session.created} />
          {session.address === '' ? null : ` · ${text.from} ${session.address}`}
        </p>
      </div>
      {session.current ? null : (
        <Button aria-label={text.endLabel(`${name} ${session.address}`)} onClick={onEnd}>
          {text.end}
        </Button>
      )}
    </div>
  );
}
