import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import type { CreatedScanner } from '@webhood/contract';
import { Plus, Radar } from 'lucide-react';
import { useState } from 'react';
import { client } from '../api/client.ts';
import { keys, meQuery, scannersQuery } from '../api/queries.ts';
import { CreateDialog } from '../features/settings/create-dialog.tsx';
import { ScannerRow } from '../features/settings/scanner-row.tsx';
import { type Secret, SecretDialog } from '../features/settings/secret-dialog.tsx';
import { SettingsList } from '../features/settings/settings-list.tsx';
import { SettingsSection } from '../features/settings/settings-section.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { scannerStrings as text } from '../ui/strings-scanners.ts';

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
