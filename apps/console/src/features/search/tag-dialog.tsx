import { Tag } from '@webhood/contract';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Overlay } from '../../ui/overlay.tsx';
import { strings } from '../../ui/strings.ts';
import { searchStrings } from '../../ui/strings-search.ts';

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
  const form = useId();
  const [entered, setEntered] = useState({ add: '', remove: '' });
  const add = readTags(entered.add);
  const remove = readTags(entered.remove);
  const isReady = add.fault === null && remove.fault === null;
  const isEmpty = add.tags.length + remove.tags.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady || isEmpty) return;
    onTag({ add: add.tags, remove: remove.tags });
  };
  return (
    <Overlay
      open={open}
      onClose={onClose}
      title={text.title(count)}
      footer={
        <>
          <Button onClick={onClose}>{strings.action.cancel}</Button>
          <Button type="submit" form={form} tone="primary" disabled={!isReady || isEmpty}>
            {text.apply}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {(['add', 'remove'] as const).map((which) => (
          <FormField
            key={which}
            label={text[which]}
            hint={text.hint}
            error={{ add, remove }[which].fault}
          >
            {(ids) => (
              <input
                {...ids}
                value={entered[which]}
                autoCapitalize="off"
                spellCheck={false}
                maxLength={1_000}
                onChange={(event) => setEntered({ ...entered, [which]: event.target.value })}
                className="field"
              />
            )}
          </FormField>
        ))}
      </form>
    </Overlay>
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
