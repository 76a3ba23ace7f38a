import { client } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { searchStrings } from '../../ui/strings-search.ts';
import { tell } from '../../ui/toast-manager.ts';
import { CreateDialog } from '../settings/create-dialog.tsx';

const text = searchStrings.saved;

const FIELDS = [
  { name: 'name', label: text.name, hint: text.nameHint, input: { maxLength: 80 } },
] as const;

type SaveDialogProps = { q: string; open: boolean; onClose: () => void };

/** Under which name a search is kept. */
export function SaveDialog({ q, open, onClose }: SaveDialogProps) {
  return (
    <CreateDialog
      open={open}
      onClose={onClose}
      title={text.save}
      fields={FIELDS}
      create={(given) => client.search.save({ name: given('name'), q })}
      listKey={keys.savedSearches}
      onCreated={() => {
        onClose();
        tell(text.saved);
      }}
    />
  );
}
