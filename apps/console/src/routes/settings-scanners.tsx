import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import type { CreatedScanner, Scanner } from '@webhood/contract';
import { KeyRound, Pause, Play, Plus, Radar, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { client } from '../api/client.ts';
import { keys, meQuery, scannersQuery } from '../api/queries.ts';
import { browserAgeMonths } from '../features/settings/browser-age.ts';
import { CreateDialog } from '../features/settings/create-dialog.tsx';
import { type Secret, SecretDialog } from '../features/settings/secret-dialog.tsx';
import { SettingsList } from '../features/settings/settings-list.tsx';
import { SettingsSection } from '../features/settings/settings-section.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Age } from '../ui/moment.tsx';
import { Empty } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { tellError } from '../ui/toast-manager.ts';
import { useNow } from '../ui/use-now.ts';

const text = strings.scanners;

const FIELDS = [
  { name: 'name', label: text.name, hint: text.nameHint, input: { maxLength: 64 } },
] as const;

export function ScannersPage() {
  const { data: me } = useSuspenseQuery(meQuery());
  const query = useQuery(scannersQuery());
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  const isAdmin = me.role === 'admin';
  const show = (created: CreatedScanner) => {
    setCreating(false);
    setSecret({
      title: text.created(created.name),
      secret: created.token,
      command: `ENDPOINT=${location.origin} SCANNER_TOKEN=${created.token} WEBHOOD_CA=cert.pem npm run webhood -- scanner`,
      note: text.certificate,
    });
  };
  return (
    <SettingsSection
      title={strings.settings.scanners}
      intro={text.intro}
      action={
        isAdmin ? (
          <Button tone="primary" icon={Plus} onClick={() => setCreating(true)}>
            {text.create}
          </Button>
        ) : null
      }
    >
      <SettingsList
        query={query}
        rowKey={(scanner) => scanner.id}
        row={(scanner) => <ScannerRow scanner={scanner} isAdmin={isAdmin} onToken={show} />}
        empty={
          <Empty icon={Radar} title={text.emptyTitle}>
            {isAdmin ? text.emptyBody : strings.settings.adminOnly}
          </Empty>
        }
      />
      <CreateDialog
        open={creating}
        onClose={() => setCreating(false)}
        title={text.create}
        fields={FIELDS}
        create={(given) => client.scanners.create({ name: given('name') })}
        listKey={keys.scanners}
        onCreated={show}
      />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </SettingsSection>
  );
}

type ScannerRowProps = {
  scanner: Scanner;
  isAdmin: boolean;
  onToken: (created: CreatedScanner) => void;
};

/** From then on known holes of the browser have been public for long. */
const OLD_MONTHS = 3;

function ScannerRow({ scanner, isAdmin, onToken }: ScannerRowProps) {
  const months = browserAgeMonths(scanner.browserVersion, useNow());
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{scanner.name}</span>
          <Badge tone={scanner.connected ? 'ok' : 'neutral'} dot>
            {scanner.connected ? text.connected : text.disconnected}
          </Badge>
          {scanner.paused ? <Badge tone="warn">{text.paused}</Badge> : null}
          {scanner.labels.map((label) => (
            <Badge key={label}>{label}</Badge>
          ))}
        </p>
        <p className="mt-0.5 text-muted text-xs">
          {scanner.lastSeen ? (
            <>
              {text.lastSeen} <Age iso={scanner.lastSeen} />
            </>
          ) : (
            text.never
          )}
          {scanner.version ? ` · ${text.version} ${scanner.version}` : ''}
          {scanner.browserVersion ? ` · ${scanner.browserVersion}` : ''}
        </p>
        {months !== null && months > 0 ? (
          <p className={cn('mt-0.5 text-xs', months >= OLD_MONTHS ? 'text-warn' : 'text-muted')}>
            {text.browserAge(months)}
          </p>
        ) : null}
        {scanner.allowNetworks.length > 0 ? (
          <p className="mt-0.5 text-warn text-xs">
            {text.networks} {scanner.allowNetworks.join(', ')}
          </p>
        ) : null}
      </div>
      {scanner.connected ? (
        <span className="text-muted text-xs tabular-nums">
          {text.running(scanner.running, scanner.concurrency)}
        </span>
      ) : null}
      {isAdmin ? <ScannerActions scanner={scanner} onToken={onToken} /> : null}
    </div>
  );
}

function ScannerActions({ scanner, onToken }: Omit<ScannerRowProps, 'isAdmin'>) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<'token' | 'remove' | null>(null);
  const settled = () => {
    setAsking(null);
    void queryClient.invalidateQueries({ queryKey: keys.scanners });
  };
  const onError = (error: unknown) => tellError(strings.toast.saveFailed, error);
  const renew = useMutation({
    mutationFn: () => client.scanners.renewToken(scanner.id),
    onSuccess: (created) => {
      settled();
      onToken(created);
    },
    onError,
  });
  const remove = useMutation({
    mutationFn: () => client.scanners.remove(scanner.id),
    onSuccess: settled,
    onError,
  });
  const pause = useMutation({
    mutationFn: () => client.scanners.update(scanner.id, { paused: !scanner.paused }),
    onSuccess: settled,
    onError,
  });
  return (
    <div className="flex gap-1">
      <IconButton
        label={scanner.paused ? text.resume : text.pause}
        icon={scanner.paused ? Play : Pause}
        disabled={pause.isPending}
        onClick={() => pause.mutate()}
      />
      <IconButton label={text.newToken} icon={KeyRound} onClick={() => setAsking('token')} />
      <IconButton label={text.remove} icon={Trash2} onClick={() => setAsking('remove')} />
      <Confirm
        open={asking === 'token'}
        onClose={() => setAsking(null)}
        onConfirm={() => renew.mutate()}
        title={text.newTokenTitle(scanner.name)}
        body={text.newTokenBody}
        action={text.newToken}
        busy={renew.isPending}
      />
      <Confirm
        open={asking === 'remove'}
        onClose={() => setAsking(null)}
        onConfirm={() => remove.mutate()}
        title={text.removeTitle(scanner.name)}
        body={text.removeBody}
        action={text.remove}
        busy={remove.isPending}
      />
    </div>
  );
}
