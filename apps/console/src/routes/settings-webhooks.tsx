import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CreatedWebhook, Webhook } from '@webhood/contract';
import {
  Webhook as Hook,
  KeyRound,
  Pencil,
  Plus,
  Power,
  PowerOff,
  Send,
  Trash2,
} from 'lucide-react';
import { useState } from 'react';
import { client } from '../api/client.ts';
import { keys, webhooksQuery } from '../api/queries.ts';
import { type Secret, SecretDialog } from '../features/settings/secret-dialog.tsx';
import { SettingsList } from '../features/settings/settings-list.tsx';
import { SettingsSection } from '../features/settings/settings-section.tsx';
import { WebhookDialog } from '../features/settings/webhook-dialog.tsx';
import { WebhookLog } from '../features/settings/webhook-log.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Age } from '../ui/moment.tsx';
import { Empty } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { webhookStrings as text } from '../ui/strings-webhooks.ts';
import { tell, tellError } from '../ui/toast-manager.ts';

export function WebhooksPage() {
  const query = useQuery(webhooksQuery());
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  const showSecret = (created: CreatedWebhook) =>
    setSecret({
      title: text.created(created.name),
      secret: created.secret,
      copyLabel: text.copySecret,
    });
  return (
    <SettingsSection
      title={strings.settings.webhooks}
      intro={text.intro}
      action={
        <Button tone="primary" icon={Plus} onClick={() => setCreating(true)}>
          {text.create}
        </Button>
      }
    >
      <SettingsList
        query={query}
        rowKey={(webhook) => webhook.id}
        row={(webhook) => <WebhookRow webhook={webhook} onSecret={showSecret} />}
        empty={
          <Empty icon={Hook} title={text.emptyTitle}>
            {text.emptyBody}
          </Empty>
        }
      />
      <WebhookDialog
        webhook={null}
        open={creating}
        onClose={() => setCreating(false)}
        save={(body) => client.webhooks.create(body)}
        onSaved={(created) => {
          setCreating(false);
          showSecret(created);
        }}
      />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </SettingsSection>
  );
}

type WebhookRowProps = { webhook: Webhook; onSecret: (created: CreatedWebhook) => void };

function WebhookRow({ webhook, onSecret }: WebhookRowProps) {
  const { enabled, disabledReason, failingSince } = webhook;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{webhook.name}</span>
          <Badge tone={enabled ? 'ok' : 'neutral'} dot>
            {enabled ? text.enabled : text.disabled}
          </Badge>
          {webhook.events.map((event) => (
            <Badge key={event}>{text.eventNames[event]}</Badge>
          ))}
          {webhook.includeRestricted ? <Badge tone="warn">{text.restrictedBadge}</Badge> : null}
        </p>
        <p className="mt-0.5 break-all font-mono text-muted text-xs">{webhook.url}</p>
        <p className="mt-0.5 text-muted text-xs">
          {strings.settings.created} <Age iso={webhook.created} /> {text.by(webhook.owner.name)}
        </p>
        {disabledReason ? (
          <p className="mt-0.5 text-warn text-xs">{text.reasons[disabledReason]}</p>
        ) : failingSince ? (
          <p className="mt-0.5 text-warn text-xs">
            {text.failing} <Age iso={failingSince} />
          </p>
        ) : null}
      </div>
      <WebhookActions webhook={webhook} onSecret={onSecret} />
    </div>
  );
}

function WebhookActions({ webhook, onSecret }: WebhookRowProps) {
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<'log' | 'edit' | 'secret' | 'remove' | null>(null);
  const close = () => setOpen(null);
  const settled = () => {
    close();
    void queryClient.invalidateQueries({ queryKey: keys.webhooks });
  };
  const onError = (error: unknown) => tellError(strings.toast.saveFailed, error);
  const toggle = useMutation({
    mutationFn: () => client.webhooks.update(webhook.id, { enabled: !webhook.enabled }),
    onSuccess: settled,
    onError,
  });
  const test = useMutation({
    mutationFn: () => client.webhooks.sendTest(webhook.id),
    onSuccess: () => {
      tell(text.testSent);
      void queryClient.invalidateQueries({ queryKey: keys.webhookDeliveries(webhook.id) });
    },
    onError,
  });
  const renew = useMutation({
    mutationFn: () => client.webhooks.renewSecret(webhook.id),
    onSuccess: (created) => {
      settled();
      onSecret(created);
    },
    onError,
  });
  const remove = useMutation({
    mutationFn: () => client.webhooks.remove(webhook.id),
    onSuccess: settled,
    onError,
  });
  return (
    <div className="flex flex-wrap items-center gap-1">
      <Button onClick={() => setOpen('log')}>{text.log}</Button>
      <IconButton
        label={text.test}
        icon={Send}
        disabled={test.isPending || !webhook.enabled}
        onClick={() => test.mutate()}
      />
      <IconButton
        label={webhook.enabled ? text.disable : text.enable}
        icon={webhook.enabled ? PowerOff : Power}
        disabled={toggle.isPending}
        onClick={() => toggle.mutate()}
      />
      <IconButton label={text.edit} icon={Pencil} onClick={() => setOpen('edit')} />
      <IconButton label={text.newSecret} icon={KeyRound} onClick={() => setOpen('secret')} />
      <IconButton label={text.remove} icon={Trash2} onClick={() => setOpen('remove')} />
      <WebhookLog webhook={webhook} open={open === 'log'} onClose={close} />
      <WebhookDialog
        webhook={webhook}
        open={open === 'edit'}
        onClose={close}
        save={(body) => client.webhooks.update(webhook.id, body)}
        onSaved={close}
      />
      <Confirm
        open={open === 'secret'}
        onClose={close}
        onConfirm={() => renew.mutate()}
        title={text.newSecretTitle(webhook.name)}
        body={text.newSecretBody}
        action={text.newSecret}
        busy={renew.isPending}
      />
      <Confirm
        open={open === 'remove'}
        onClose={close}
        onConfirm={() => remove.mutate()}
        title={text.removeTitle(webhook.name)}
        body={text.removeBody}
        action={text.remove}
        busy={remove.isPending}
      />
    </div>
  );
}
