import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bookmark, BookmarkPlus, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { client } from '../../api/client.ts';
import { keys, savedSearchesQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuLine, MenuNote } from '../../ui/menu.tsx';
import { searchStrings } from '../../ui/strings-search.ts';
import { tell, tellError } from '../../ui/toast-manager.ts';
import { useWasOpen } from '../../ui/use-was-open.ts';

const SaveDialog = lazy(() =>
  import('./save-dialog.tsx').then((module) => ({ default: module.SaveDialog })),
);

const text = searchStrings.saved;

/** The searches that the person keeps: open one, keep the one that is shown, delete. */
export function SavedMenu({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const queryClient = useQueryClient();
  const { data, error } = useQuery(savedSearchesQuery());
  const [saving, setSaving] = useState(false);
  const wasSaving = useWasOpen(saving);
  const forget = useMutation({
    mutationFn: (id: string) => client.search.forget(id),
    onSuccess: () => {
      tell(text.forgotten);
      return queryClient.invalidateQueries({ queryKey: keys.savedSearches });
    },
    onError: (cause) => tellError(text.forgetFailed, cause),
  });
  const current = data?.find((saved) => saved.q === q);
  return (
    <>
      <Menu
        trigger={
          <Button icon={Bookmark} className="h-9">
            <span className="max-w-36 truncate max-sm:sr-only">{current?.name ?? text.menu}</span>
          </Button>
        }
      >
        {data?.map((saved) => (
          <MenuItem key={saved.id} icon={Bookmark} onClick={() => onSearch(saved.q)}>
            <span className="flex min-w-0 flex-col">
              <span className="truncate">{saved.name}</span>
              <span className="truncate font-mono text-2xs text-faint">{saved.q}</span>
            </span>
          </MenuItem>
        ))}
        {data?.length ? null : <MenuNote>{error ? text.failedToLoad : text.empty}</MenuNote>}
        <MenuLine />
        <MenuItem icon={BookmarkPlus} disabled={q === ''} onClick={() => setSaving(true)}>
          {text.save}
        </MenuItem>
        {current ? (
          <MenuItem icon={Trash2} danger onClick={() => forget.mutate(current.id)}>
            {text.forget(current.name)}
          </MenuItem>
        ) : null}
      </Menu>
      {wasSaving ? (
        <Suspense>
          <SaveDialog q={q} open={saving} onClose={() => setSaving(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
