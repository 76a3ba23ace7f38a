import { Tag } from '@webhood/contract';
import { useState } from 'react';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { searchStrings } from '../../ui/strings-search.ts';
import { TextField } from '../../ui/text-field.tsx';

const text = searchStrings.tag;

export type TagsWanted = { add: string[]; remove: string[] };

type TagDialogProps = {
  open: boolean;
  count: number;
  onClose: () => void;
  onTag: (wanted: TagsWanted) => void;
};

/** Which tags many scans get, and which they lose. */
export function TagDialog({ open, count, onClose, onTag }: TagDialogProps) {
  const [entered, setEntered] = useState({ add: '', remove: '' });
  const add = readTags(entered.add);
  const remove = readTags(entered.remove);
  const isReady = add.fault === null && remove.fault === null;
  const isEmpty = add.tags.length + remove.tags.length === 0;
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={text.title(count)}
      action={text.apply}
      disabled={!isReady || isEmpty}
      onSubmit={() => onTag({ add: add.tags, remove: remove.tags })}
    >
      {(['add', 'remove'] as const).map((which) => (
        <TextField
          key={which}
          label={text[which]}
          hint={text.hint}
          error={{ add, remove }[which].fault}
          autoCapitalize="off"
          maxLength={1_000}
          value={entered[which]}
          onChange={(value) => setEntered({ ...entered, [which]: value })}
        />
      ))}
    </FormDialog>
  );
}

function readTags(entered: string): { tags: string[]; fault: string | null } {
  const words = entered.split(/[\s,]+/).filter(Boolean);
  const read = words.map((word) => Tag.safeParse(word));
  const fault = words.find((_, index) => !read[index]?.success);
  return {
    tags: read.flatMap(({ data }) => (data === undefined ? [] : [data])),
    fault: fault === undefined ? null : text.fault(fault.slice(0, 60)),
  };
}
