import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Webhook, WebhookDelivery } from '@webhood/contract';
import { Send } from 'lucide-react';
import { client } from '../../api/client.ts';
import { keys, webhookDeliveriesQuery } from '../../api/queries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Age, Moment } from '../../ui/moment.tsx';
import { Overlay } from '../../ui/overlay.tsx';
import { Empty, Failure, Skeleton } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { webhookStrings as text } from '../../ui/strings-webhooks.ts';
import { tell, tellError } from '../../ui/toast-manager.ts';

type WebhookLogProps = { webhook: Webhook; open: boolean; onClose: () => void };

/** What was sent to a webhook and what became of it. */
export function WebhookLog({ webhook, open, onClose }: WebhookLogProps) {
  return (
    <Overlay
      open={open}
      onClose={onClose}
      place="side"
      wide
      title={text.logTitle(webhook.name)}
      description={text.logHint}
    >
      {open ? <Deliveries webhookId={webhook.id} /> : null}
    </Overlay>
  );
}

function Deliveries({ webhookId }: { webhookId: string }) {
  const query = useInfiniteQuery(webhookDeliveriesQuery(webhookId));
  const deliveries = query.data?.pages.flatMap((page) => page.items);
  if (!deliveries) {
    return query.error ? (
      <Failure error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <div className="flex flex-col gap-4" aria-busy>
        <Skeleton className="h-5 w-2/3" />
        <Skeleton className="h-5 w-1/2" />
      </div>
    );
  }
  if (deliveries.length === 0) {
    return (
      <Empty icon={Send} title={text.logEmptyTitle}>
        {text.logEmptyBody}
      </Empty>
    );
  }
  return (
    <>
      <ul className="divide-y divide-line">
        {deliveries.map((delivery) => (
          <li key={delivery.id}>
            <DeliveryRow webhookId={webhookId} delivery={delivery} />
          </li>
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button
          className="mt-3"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {text.older}
        </Button>
      ) : null}
    </>
  );
}

const TONES = { waiting: 'accent', delivered: 'ok', failed: 'bad' } as const;

type DeliveryRowProps = { webhookId: string; delivery: WebhookDelivery };

function DeliveryRow({ webhookId, delivery }: DeliveryRowProps) {
  const queryClient = useQueryClient();
  const redeliver = useMutation({
    mutationFn: () => client.webhooks.redeliver(webhookId, delivery.id),
    onSuccess: () => {
      tell(text.redelivered);
      void queryClient.invalidateQueries({ queryKey: keys.webhookDeliveries(webhookId) });
    },
    onError: (error) => tellError(strings.toast.saveFailed, error),
  });
  const { state, last, attempts, nextTry, scanId } = delivery;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <span className="font-medium">{text.eventNames[delivery.event]}</span>
          <Badge tone={TONES[state]} dot>
            {text.states[state]}
          </Badge>
          {last?.status == null ? null : (
            <span className="text-muted text-xs">{text.status(last.status)}</span>
          )}
          {scanId === null ? null : (
            <Link
              to="/scans/$scanId"
              params={{ scanId }}
              search={{ tab: 'overview' }}
              className="rounded-sm text-accent text-xs underline"
            >
              {text.scan}
            </Link>
          )}
        </p>
        <p className="mt-0.5 text-muted text-xs">
          <Age iso={delivery.created} /> · {text.tries(attempts)}
          {nextTry !== null && attempts > 0 ? (
            <>
              {' '}
              · {text.nextTry} <Moment iso={nextTry} />
            </>
          ) : null}
        </p>
        {last?.error ? <p className="mt-0.5 break-words text-bad text-xs">{last.error}</p> : null}
      </div>
      <Button busy={redeliver.isPending} onClick={() => redeliver.mutate()}>
        {text.redeliver}
      </Button>
    </div>
  );
}
