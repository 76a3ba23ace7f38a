import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type LegalHold, RETENTION_BOUNDS } from '@webhood/contract';
import { Lock, Plus } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { holdsQuery, keys } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Age } from '../../ui/moment.tsx';
import { Empty } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { retentionStrings as text } from '../../ui/strings-retention.ts';
import { tell, tellError } from '../../ui/toast-manager.ts';
import { CreateDialog } from './create-dialog.tsx';
import { scanIdOf } from './retention-draft.ts';
import { SettingsList } from './settings-list.tsx';
import { SettingsSection } from './settings-section.tsx';

const FIELDS = [
  {
    name: 'scan',
    label: text.scan,
    hint: text.scanHint,
    input: { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false },
  },
  { name: 'reason', label: text.reason, input: { maxLength: RETENTION_BOUNDS.reasonLength } },
] as const;

/** The scans that nobody removes, to hold another and to release. */
export function HoldsSection() {
  const query = useQuery(holdsQuery());
  const [holding, setHolding] = useState(false);
  return (
    <SettingsSection
      title={text.holds}
      intro={text.holdsIntro}
      action={
        <Button icon={Plus} onClick={() => setHolding(true)}>
          {text.hold}
        </Button>
      }
    >
      <SettingsList
        query={query}
        rowKey={(hold) => hold.scanId}
        row={(hold) => <HoldRow hold={hold} />}
        empty={<Empty icon={Lock} title={text.holdsEmptyTitle} />}
      />
      <CreateDialog
        open={holding}
        onClose={() => setHolding(false)}
        title={text.hold}
        fields={FIELDS}
        create={(given) => client.retention.hold(scanIdOf(given('scan')), given('reason'))}
        listKey={keys.holds}
        onCreated={() => {
          setHolding(false);
          tell(text.held);
        }}
      />
    </SettingsSection>
  );
}

function HoldRow({ hold }: { hold: LegalHold }) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const release = useMutation({
    mutationFn: () => client.retention.release(hold.scanId),
    onSuccess: () => {
      setAsking(false);
      void queryClient.invalidateQueries({ queryKey: keys.holds });
    },
    onError: (error) => tellError(strings.toast.saveFailed, error),
  });
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <Link
          to="/scans/$scanId"
          params={{ scanId: hold.scanId }}
          search={{ tab: 'overview' }}
          className="break-all rounded-sm text-accent text-sm underline"
        >
          {hold.slug}
        </Link>
        <p className="mt-0.5 break-words text-sm">{hold.reason}</p>
        <p className="mt-0.5 text-muted text-xs">
          {text.heldBy(hold.placedBy)} <Age iso={hold.placedAt} />
        </p>
      </div>
      <Button onClick={() => setAsking(true)}>{text.release}</Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => release.mutate()}
        title={text.releaseTitle}
        body={text.releaseBody(hold.slug)}
        action={text.release}
        busy={release.isPending}
      />
    </div>
  );
}
