import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type CreateWebhook, WEBHOOK_EVENTS, type Webhook } from '@webhood/contract';
import { useState } from 'react';
import { keys } from '../../api/queries.ts';
import { CheckList } from '../../ui/check-list.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { webhookStrings as text } from '../../ui/strings-webhooks.ts';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';

type WebhookDialogProps<Saved> = {
  /** What is edited; null: a new one. */
  webhook: Webhook | null;
  open: boolean;
  onClose: () => void;
  save: (body: CreateWebhook) => Promise<Saved>;
  onSaved: (saved: Saved) => void;
};

const EMPTY: CreateWebhook = {
  name: '',
  url: '',
  events: [...WEBHOOK_EVENTS],
  includeRestricted: false,
};

/** Where a webhook goes and what it tells of; a refusal stays beside what was typed. */
export function WebhookDialog<Saved>(props: WebhookDialogProps<Saved>) {
  const { webhook, open, onClose, onSaved } = props;
  const queryClient = useQueryClient();
  const initial = webhook === null ? EMPTY : editable(webhook);
  const [entered, setEntered] = useState<CreateWebhook | null>(null);
  const value = entered ?? initial;
  const change = (part: Partial<CreateWebhook>) => setEntered({ ...value, ...part });
  const close = () => {
    setEntered(null);
    save.reset();
    onClose();
  };
  const save = useMutation({
    mutationFn: () => props.save({ ...value, name: value.name.trim(), url: value.url.trim() }),
    onSuccess: (saved) => {
      void queryClient.invalidateQueries({ queryKey: keys.webhooks });
      setEntered(null);
      onSaved(saved);
    },
  });
  const hasEvents = value.events.length > 0;
  return (
    <FormDialog
      open={open}
      onClose={close}
      title={webhook === null ? text.create : text.editTitle(webhook.name)}
      action={webhook === null ? text.create : text.save}
      onSubmit={() => (hasEvents ? save.mutate() : undefined)}
      busy={save.isPending}
      error={save.error}
    >
      <TextField
        label={text.name}
        hint={text.nameHint}
        maxLength={64}
        value={value.name}
        onChange={(name) => change({ name })}
      />
      <TextField
        label={text.url}
        hint={text.urlHint}
        inputMode="url"
        mono
        value={value.url}
        onChange={(url) => change({ url })}
      />
      <CheckList
        legend={text.events}
        values={WEBHOOK_EVENTS}
        names={text.eventNames}
        chosen={value.events}
        onChange={(events) => change({ events })}
        error={hasEvents ? null : text.noEvents}
      />
      <Switch
        label={text.restricted}
        hint={text.restrictedHint}
        checked={value.includeRestricted}
        onChange={(includeRestricted) => change({ includeRestricted })}
      />
    </FormDialog>
  );
}

function editable({ name, url, events, includeRestricted }: Webhook): CreateWebhook {
  return { name, url, events, includeRestricted };
}
