import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { type ComponentProps, type FormEvent, useId, useState } from 'react';
import { describeError } from '../../api/describe-error.ts';
import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Overlay } from '../../ui/overlay.tsx';
import { Select } from '../../ui/select.tsx';
import { Notice } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';

/** What is asked for: one of `choices`, or else a line of text. */
type CreateField<Name extends string> = {
  name: Name;
  label: string;
  hint?: string;
} & (
  | { choices: readonly { value: string; label: string }[]; initial: string }
  | { choices?: never; input?: ComponentProps<'input'> }
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
  const form = useId();
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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Overlay
      open={open}
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{strings.action.cancel}</Button>
          <Button type="submit" form={form} tone="primary" busy={create.isPending}>
            {title}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {fields.map((field) => (
          <CreateFieldInput
            key={field.name}
            field={field}
            value={entered.get(field.name) ?? initialOf(field.name)}
            onChange={(value) => setEntered((before) => new Map(before).set(field.name, value))}
          />
        ))}
        <div role="alert">
          {create.error ? <Notice tone="bad">{describeError(create.error).message}</Notice> : null}
        </div>
      </form>
    </Overlay>
  );
}

type CreateFieldInputProps = {
  field: CreateField<string>;
  value: string;
  onChange: (value: string) => void;
};

function CreateFieldInput({ field, value, onChange }: CreateFieldInputProps) {
  const { label, hint, choices } = field;
  return (
    <FormField label={label} hint={hint}>
      {(ids) =>
        choices ? (
          <Select {...ids} value={value} onChange={(event) => onChange(event.target.value)}>
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </Select>
        ) : (
          <input
            {...ids}
            {...field.input}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className="field"
          />
        )
      }
    </FormField>
  );
}
