import { LOOKUP_KINDS, type Lookup } from '@webhood/contract';
import { useState } from 'react';
import { CheckList } from '../../ui/check-list.tsx';
import { lookupFault } from '../../ui/evidence/lookups.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { lookupStrings as text } from '../../ui/strings-lookups.ts';
import { TextField } from '../../ui/text-field.tsx';

type LookupDialogProps = {
  open: boolean;
  onClose: () => void;
  taken: readonly string[];
  onAdd: (lookup: Lookup) => void;
};

const EMPTY: Lookup = { name: '', kinds: ['domain'], template: '' };

/** A service to be asked about values; what would not work is said when it is added. */
export function LookupDialog({ open, onClose, taken, onAdd }: LookupDialogProps) {
  const [lookup, setLookup] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const name = lookup.name.trim();
  const fault = taken.includes(name) ? 'taken' : lookupFault(lookup);
  const errorOf = (...of: string[]) =>
    tried && fault !== null && of.includes(fault) ? text.faults[fault] : null;
  const submit = () => {
    setTried(true);
    if (fault !== null) return;
    onAdd({ ...lookup, name });
    setLookup(EMPTY);
    setTried(false);
  };
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={text.addTitle}
      action={text.add}
      onSubmit={submit}
    >
      <TextField
        label={text.name}
        error={errorOf('name', 'taken')}
        value={lookup.name}
        onChange={(value) => setLookup({ ...lookup, name: value })}
      />
      <TextField
        label={text.template}
        hint={text.templateHint}
        error={errorOf('template')}
        inputMode="url"
        mono
        value={lookup.template}
        onChange={(template) => setLookup({ ...lookup, template })}
      />
      <CheckList
        legend={text.kinds}
        values={LOOKUP_KINDS}
        names={text.kindNames}
        chosen={lookup.kinds}
        onChange={(kinds) => setLookup({ ...lookup, kinds })}
        error={errorOf('kinds')}
      />
    </FormDialog>
  );
}
