import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type CreateWebhook, WEBHOOK_EVENTS, type Webhook } from '@webhood/contract';
import { type FormEvent, useId, useState } from 'react';
import { describeError } from '../../api/describe-error.ts';
import { keys } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Overlay } from '../../ui/overlay.tsx';
import { Notice } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { webhookStrings as text } from '../../ui/strings-webhooks.ts';
import { Switch } from '../../ui/switch.tsx';

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
  const form = useId();
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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (hasEvents) save.mutate();
  };
  return (
    <Overlay
      open={open}
      onClose={close}
      title={webhook === null ? text.create : text.editTitle(webhook.name)}
      footer={
        <>
          <Button onClick={close}>{strings.action.cancel}</Button>
          <Button type="submit" form={form} tone="primary" busy={save.isPending}>
            {webhook === null ? text.create : text.save}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <FormField label={text.name} hint={text.nameHint}>
          {(ids) => (
            <input
              {...ids}
              maxLength={64}
              value={value.name}
              onChange={(event) => change({ name: event.target.value })}
              className="field"
            />
          )}
        </FormField>
        <FormField label={text.url} hint={text.urlHint}>
          {(ids) => (
            <input
              {...ids}
              inputMode="url"
              spellCheck={false}
              value={value.url}
              onChange={(event) => change({ url: event.target.value })}
              className="field font-mono"
            />
          )}
        </FormField>
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 font-medium text-sm">{text.events}</legend>
          <div className="flex flex-wrap gap-x-4 gap-y-1">
            {WEBHOOK_EVENTS.map((name) => (
              <label key={name} className="flex items-center gap-1.5 text-sm">
                <input
                  type="checkbox"
                  checked={value.events.includes(name)}
                  onChange={(event) =>
                    change({
                      events: WEBHOOK_EVENTS.filter((each) =>
                        each === name ? event.target.checked : value.events.includes(each),
                      ),
                    })
                  }
                  className="accent-accent"
                />
                {text.eventNames[name]}
              </label>
            ))}
          </div>
          {hasEvents ? null : (
            <p role="alert" className="text-bad text-xs">
              {text.noEvents}
            </p>
          )}
        </fieldset>
        <Switch
          label={text.restricted}
          hint={text.restrictedHint}
          checked={value.includeRestricted}
          onChange={(includeRestricted) => change({ includeRestricted })}
        />
        <div role="alert">
          {save.error ? <Notice tone="bad">{describeError(save.error).message}</Notice> : null}
        </div>
      </form>
    </Overlay>
  );
}

function editable({ name, url, events, includeRestricted }: Webhook): CreateWebhook {
  return { name, url, events, includeRestricted };
}
