import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { LOOKUP_KINDS, type Lookup, lookupFault } from '../../ui/evidence/lookups.ts';
import { FormField } from '../../ui/form-field.tsx';
import { Overlay } from '../../ui/overlay.tsx';
import { strings } from '../../ui/strings.ts';
import { lookupStrings as text } from '../../ui/strings-lookups.ts';

type LookupDialogProps = {
  open: boolean;
  onClose: () => void;
  taken: readonly string[];
  onAdd: (lookup: Lookup) => void;
};

const EMPTY: Lookup = { name: '', kinds: ['domain'], template: '' };

/** A service to be asked about values; what would not work is said when it is added. */
export function LookupDialog({ open, onClose, taken, onAdd }: LookupDialogProps) {
  const form = useId();
  const [lookup, setLookup] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const name = lookup.name.trim();
  const fault = taken.includes(name) ? 'taken' : lookupFault(lookup);
  const errorOf = (...of: string[]) =>
    tried && fault !== null && of.includes(fault) ? text.faults[fault] : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault !== null) return;
    onAdd({ ...lookup, name });
    setLookup(EMPTY);
    setTried(false);
  };
  return (
    <Overlay
      open={open}
      onClose={onClose}
      title={text.addTitle}
      footer={
        <>
          <Button onClick={onClose}>{strings.action.cancel}</Button>
          <Button type="submit" form={form} tone="primary">
            {text.add}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <FormField label={text.name} error={errorOf('name', 'taken')}>
          {(ids) => (
            <input
              {...ids}
              value={lookup.name}
              onChange={(event) => setLookup({ ...lookup, name: event.target.value })}
              className="field"
            />
          )}
        </FormField>
        <FormField label={text.template} hint={text.templateHint} error={errorOf('template')}>
          {(ids) => (
            <input
              {...ids}
              value={lookup.template}
              inputMode="url"
              spellCheck={false}
              onChange={(event) => setLookup({ ...lookup, template: event.target.value })}
              className="field font-mono"
            />
          )}
        </FormField>
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 font-medium text-sm">{text.kinds}</legend>
          <div className="flex flex-wrap gap-x-4 gap-y-1">
            {LOOKUP_KINDS.map((kind) => (
              <label key={kind} className="flex items-center gap-1.5 text-sm">
                <input
                  type="checkbox"
                  checked={lookup.kinds.includes(kind)}
                  onChange={(event) =>
                    setLookup({
                      ...lookup,
                      kinds: LOOKUP_KINDS.filter((each) =>
                        each === kind ? event.target.checked : lookup.kinds.includes(each),
                      ),
                    })
                  }
                  className="accent-accent"
                />
                {text.kindNames[kind]}
              </label>
            ))}
          </div>
          {errorOf('kinds') ? (
            <p role="alert" className="text-bad text-xs">
              {errorOf('kinds')}
            </p>
          ) : null}
        </fieldset>
      </form>
    </Overlay>
  );
}
