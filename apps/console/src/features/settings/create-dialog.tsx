import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { type ComponentProps, useState } from 'react';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** What is asked for: one of `choices`, or else a line of text. */
type CreateField<Name extends string> = {
  name: Name;
  label: string;
  hint?: string;
} & (
  | { choices: readonly { value: string; label: string }[]; initial: string }
  | { choices?: never; input?: Omit<ComponentProps<'input'>, 'id' | 'onChange' | 'value'> }
);

type CreateDialogProps<Name extends string, Created> = {
  open: boolean;
  onClose: () => void;
  /** Also what its button says. */
  title: string;
  fields: readonly CreateField<Name>[];
  /** `given(name)` is what was chosen, or typed, without blanks around it. */
  create: (given: (name: Name) => string) => Promise<Created>;
  /** Of the list that then has one more. */
  listKey: QueryKey;
  onCreated: (created: Created) => void;
};

/** A small form in a dialog: Enter submits, a refusal stays beside what was typed. */
export function CreateDialog<Name extends string, Created>(
  props: CreateDialogProps<Name, Created>,
) {
  const { open, onClose, title, fields, listKey, onCreated } = props;
  const queryClient = useQueryClient();
  const [entered, setEntered] = useState<ReadonlyMap<Name, string>>(new Map());
  const initialOf = (name: Name) => {
    const field = fields.find((each) => each.name === name);
    return field?.choices ? field.initial : '';
  };
  const create = useMutation({
    mutationFn: () => props.create((name) => (entered.get(name) ?? initialOf(name)).trim()),
    onSuccess: (created) => {
      // Who makes several wants the same choices again, not the same names.
      const chosen = fields.filter(({ choices }) => choices).map(({ name }) => name);
      setEntered((before) => new Map([...before].filter(([name]) => chosen.includes(name))));
      void queryClient.invalidateQueries({ queryKey: listKey });
      onCreated(created);
    },
  });
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={title}
      action={title}
      onSubmit={() => create.mutate()}
      busy={create.isPending}
      error={create.error}
    >
      {fields.map((field) => (
        <CreateFieldInput
          key={field.name}
          field={field}
          value={entered.get(field.name) ?? initialOf(field.name)}
          onChange={(value) => setEntered((before) => new Map(before).set(field.name, value))}
        />
      ))}
    </FormDialog>
  );
}

type CreateFieldInputProps = {
  field: CreateField<string>;
  value: string;
  onChange: (value: string) => void;
};

function CreateFieldInput({ field, value, onChange }: CreateFieldInputProps) {
  const { label, hint, choices } = field;
  if (!choices) {
    return (
      <TextField {...field.input} label={label} hint={hint} value={value} onChange={onChange} />
    );
  }
  return (
    <FormField label={label} hint={hint}>
      {(ids) => (
        <Select {...ids} value={value} onChange={(event) => onChange(event.target.value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
}
