import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ApiToken } from '@webhood/contract';
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
import { Age, Moment } from '../ui/moment.tsx';
import { Empty } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { tellError } from '../ui/toast-manager.ts';
import { useNow } from '../ui/use-now.ts';

const text = strings.tokens;

const EXPIRIES = ['30', '90', '365', 'never'] as const;

const FIELDS = [
  { name: 'name', label: text.name, hint: text.nameHint, input: { maxLength: 64 } },
  {
    name: 'expiry',
    label: text.expires,
    choices: EXPIRIES.map((value) => ({ value, label: text.expiry[value] })),
    initial: '90',
  },
] as const;

function lifetime(expiry: string) {
  return expiry === 'never' ? {} : { expiresInDays: Number(expiry) };
}

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
      <CreateDialog
        open={creating}
        onClose={() => setCreating(false)}
        title={text.create}
        fields={FIELDS}
        create={(given) =>
          client.tokens.create({ name: given('name'), ...lifetime(given('expiry')) })
        }
        listKey={keys.tokens}
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
