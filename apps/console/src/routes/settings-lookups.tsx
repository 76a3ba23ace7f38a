import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { LOOKUP_BOUNDS, type Lookup } from '@webhood/contract';
import { ExternalLink, Plus, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { client } from '../api/client.ts';
import { keys, lookupsQuery, meQuery } from '../api/queries.ts';
import { LookupDialog } from '../features/settings/lookup-form.tsx';
import { SettingsList } from '../features/settings/settings-list.tsx';
import { SettingsSection } from '../features/settings/settings-section.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Empty } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { lookupStrings as text } from '../ui/strings-lookups.ts';
import { tellError } from '../ui/toast-manager.ts';

export function LookupsPage() {
  const { data: me } = useSuspenseQuery(meQuery());
  const query = useQuery({ ...lookupsQuery(), select: ({ lookups }) => lookups });
  const { data: lookups = [] } = query;
  const { data: areDefault } = useQuery({ ...lookupsQuery(), select: (all) => all.areDefault });
  const [adding, setAdding] = useState(false);
  const change = useChange();
  const isAdmin = me.role === 'admin';
  const isFull = lookups.length >= LOOKUP_BOUNDS.lookups;
  return (
    <SettingsSection
      title={strings.settings.lookups}
      intro={text.intro}
      action={
        isAdmin ? (
          <div className="flex flex-wrap gap-2">
            {areDefault === false ? (
              <Button icon={RotateCcw} onClick={() => change.mutate(null)}>
                {text.reset}
              </Button>
            ) : null}
            <Button
              tone="primary"
              icon={Plus}
              disabled={isFull || !query.data}
              title={isFull ? text.full(LOOKUP_BOUNDS.lookups) : undefined}
              onClick={() => setAdding(true)}
            >
              {text.add}
            </Button>
          </div>
        ) : null
      }
    >
      <SettingsList
        query={query}
        rowKey={({ name }) => name}
        row={(lookup) => (
          <LookupRow
            lookup={lookup}
            onRemove={
              isAdmin
                ? () => change.mutate(lookups.filter(({ name }) => name !== lookup.name))
                : undefined
            }
          />
        )}
        empty={
          <Empty icon={ExternalLink} title={text.emptyTitle}>
            {text.emptyBody}
          </Empty>
        }
      />
      <LookupDialog
        open={adding}
        onClose={() => setAdding(false)}
        taken={lookups.map(({ name }) => name)}
        onAdd={(lookup) => {
          change.mutate([...lookups, lookup]);
          setAdding(false);
        }}
      />
    </SettingsSection>
  );
}

function useChange() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (lookups: Lookup[] | null) => client.lookups.change({ lookups }),
    onSuccess: (changed) => queryClient.setQueryData(keys.lookups, changed),
    onError: (error) => tellError(strings.toast.saveFailed, error),
  });
}

type LookupRowProps = { lookup: Lookup; onRemove: (() => void) | undefined };

function LookupRow({ lookup, onRemove }: LookupRowProps) {
  return (
    <div className="flex items-center gap-3 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-1.5">
          <span className="mr-1 font-medium">{lookup.name}</span>
          {lookup.kinds.map((kind) => (
            <Badge key={kind}>{text.kindNames[kind]}</Badge>
          ))}
        </p>
        <p className="truncate font-mono text-faint text-xs">{lookup.template}</p>
      </div>
      {onRemove ? (
        <IconButton label={text.remove(lookup.name)} icon={Trash2} onClick={onRemove} />
      ) : null}
    </div>
  );
}
