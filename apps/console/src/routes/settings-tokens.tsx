import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ApiToken, CreatedToken } from '@webhood/contract';
import { BookOpen, KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { client } from '../api/client.ts';
import { keys, tokensQuery } from '../api/queries.ts';
import { CreateDialog } from '../features/settings/create-dialog.tsx';
import { type Secret, SecretDialog } from '../features/settings/secret-dialog.tsx';
import { SettingsList } from '../features/settings/settings-list.tsx';
import { SettingsSection } from '../features/settings/settings-section.tsx';
import { tokenState } from '../features/settings/token-state.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { FormField } from '../ui/form-field.tsx';
import { Age, Moment } from '../ui/moment.tsx';
import { Select } from '../ui/select.tsx';
import { Empty } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { tellError } from '../ui/toast-manager.ts';
import { useNow } from '../ui/use-now.ts';

const text = strings.tokens;

export function TokensPage() {
  const query = useQuery(tokensQuery());
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  return (
    <SettingsSection
      title={strings.settings.tokens}
      intro={text.intro}
      action={
        <div className="flex gap-2">
          <a href={client.docsUrl()} target="_blank" rel="noreferrer" className={buttonClass()}>
            <BookOpen aria-hidden size={15} />
            {text.docs}
          </a>
          <Button tone="primary" icon={Plus} onClick={() => setCreating(true)}>
            {text.create}
          </Button>
        </div>
      }
    >
      <SettingsList
        query={query}
        rowKey={(token) => token.id}
        row={(token) => <TokenRow token={token} />}
        empty={
          <Empty icon={KeyRound} title={text.emptyTitle}>
            {text.emptyBody}
          </Empty>
        }
      />
      <CreateTokenDialog
        open={creating}
        onClose={() => setCreating(false)}
        onCreated={(created) => {
          setCreating(false);
          setSecret({ title: text.created(created.name), secret: created.token });
        }}
      />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </SettingsSection>
  );
}

const TONES = { active: 'ok', expired: 'neutral', revoked: 'neutral' } as const;

function TokenRow({ token }: { token: ApiToken }) {
  const state = tokenState(token, useNow());
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{token.name}</span>
          <Badge tone={TONES[state]} dot>
            {text[state]}
          </Badge>
        </p>
        <p className="mt-0.5 text-muted text-xs">
          {strings.settings.created} <Age iso={token.created} /> ·{' '}
          {token.lastUsed ? (
            <>
              {text.lastUsed} <Age iso={token.lastUsed} />
            </>
          ) : (
            text.neverUsed
          )}{' '}
          · {text.expires} {token.expires ? <Moment iso={token.expires} /> : text.expiry.never}
        </p>
      </div>
      {state === 'revoked' ? null : <RevokeAction token={token} />}
    </div>
  );
}

function RevokeAction({ token }: { token: ApiToken }) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => client.tokens.revoke(token.id),
    onSuccess: () => {
      setAsking(false);
      void queryClient.invalidateQueries({ queryKey: keys.tokens });
    },
    onError: (error) => tellError(strings.toast.saveFailed, error),
  });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{text.revoke}</Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => revoke.mutate()}
        title={text.revokeTitle(token.name)}
        body={text.revokeBody}
        action={text.revoke}
        busy={revoke.isPending}
      />
    </>
  );
}

type Expiry = keyof typeof text.expiry;
const EXPIRIES: readonly Expiry[] = ['30', '90', '365', 'never'];

type CreateProps = { open: boolean; onClose: () => void; onCreated: (made: CreatedToken) => void };

function CreateTokenDialog({ open, onClose, onCreated }: CreateProps) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [expiry, setExpiry] = useState<Expiry>('90');
  const create = useMutation({
    mutationFn: () =>
      client.tokens.create({
        name: name.trim(),
        ...(expiry === 'never' ? {} : { expiresInDays: Number(expiry) }),
      }),
    onSuccess: (created) => {
      setName('');
      void queryClient.invalidateQueries({ queryKey: keys.tokens });
      onCreated(created);
    },
  });
  return (
    <CreateDialog
      open={open}
      onClose={onClose}
      title={text.create}
      busy={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate()}
    >
      <FormField label={text.name} hint={text.nameHint}>
        {(ids) => (
          <input
            {...ids}
            value={name}
            maxLength={64}
            onChange={(event) => setName(event.target.value)}
            className="field"
          />
        )}
      </FormField>
      <FormField label={text.expires}>
        {(ids) => (
          <Select
            {...ids}
            value={expiry}
            onChange={(event) =>
              setExpiry(EXPIRIES.find((each) => each === event.target.value) ?? '90')
            }
          >
            {EXPIRIES.map((each) => (
              <option key={each} value={each}>
                {text.expiry[each]}
              </option>
            ))}
          </Select>
        )}
      </FormField>
    </CreateDialog>
  );
}
