import { ExternalLink, Plus, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { LookupDialog } from '../features/settings/lookup-form.tsx';
import { SettingsSection } from '../features/settings/settings-section.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import {
  DEFAULT_LOOKUPS,
  LOOKUP_BOUND,
  type Lookup,
  setLookups,
  useLookups,
} from '../ui/evidence/lookups.ts';
import { Empty } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { lookupStrings as text } from '../ui/strings-lookups.ts';

export function LookupsPage() {
  const lookups = useLookups();
  const [adding, setAdding] = useState(false);
  const isFull = lookups.length >= LOOKUP_BOUND;
  return (
    <SettingsSection
      title={strings.settings.lookups}
      intro={text.intro}
      action={
        <div className="flex gap-2">
          {lookups === DEFAULT_LOOKUPS ? null : (
            <Button icon={RotateCcw} onClick={() => setLookups(null)}>
              {text.reset}
            </Button>
          )}
          <Button
            tone="primary"
            icon={Plus}
            disabled={isFull}
            title={isFull ? text.full(LOOKUP_BOUND) : undefined}
            onClick={() => setAdding(true)}
          >
            {text.add}
          </Button>
        </div>
      }
    >
      <div className="panel">
        {lookups.length === 0 ? (
          <Empty icon={ExternalLink} title={text.emptyTitle}>
            {text.emptyBody}
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {lookups.map((lookup) => (
              <li key={lookup.name}>
                <LookupRow
                  lookup={lookup}
                  onRemove={() => setLookups(lookups.filter((each) => each !== lookup))}
                />
              </li>
            ))}
          </ul>
        )}
      </div>
      <LookupDialog
        open={adding}
        onClose={() => setAdding(false)}
        taken={lookups.map(({ name }) => name)}
        onAdd={(lookup) => {
          setLookups([...lookups, lookup]);
          setAdding(false);
        }}
      />
    </SettingsSection>
  );
}

function LookupRow({ lookup, onRemove }: { lookup: Lookup; onRemove: () => void }) {
  return (
    <div className="flex items-center gap-3 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-1.5">
          <span className="mr-1 font-medium">{lookup.name}</span>
          {lookup.kinds.map((kind) =>
            kind in text.kindNames ? (
              <Badge key={kind}>{text.kindNames[kind as keyof typeof text.kindNames]}</Badge>
            ) : null,
          )}
        </p>
        <p className="truncate font-mono text-faint text-xs">{lookup.template}</p>
      </div>
      <IconButton label={text.remove(lookup.name)} icon={Trash2} onClick={onRemove} />
    </div>
  );
}
