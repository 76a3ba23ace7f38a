import { AUDIT_ACTIONS, AUDIT_OUTCOMES, type AuditFilter } from '@webhood/contract';
import type { FormEvent, ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Select } from '../../ui/select.tsx';
import { auditStrings as text } from '../../ui/strings-audit.ts';
import { auditSearch, instantOf, localOf } from './audit-search.ts';

type AuditFiltersProps = { filter: AuditFilter; onChange: (filter: AuditFilter) => void };

function given(form: HTMLFormElement): AuditFilter {
  const fields = new FormData(form);
  const value = (name: string) => String(fields.get(name) ?? '').trim();
  return auditSearch({
    ...Object.fromEntries([...fields.keys()].map((name) => [name, value(name)])),
    from: instantOf(value('from')),
    to: instantOf(value('to')),
  });
}

/** Keyed by the filter, so that its fields follow the address. */
export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onChange(given(event.currentTarget));
  };
  return (
    <form
      key={JSON.stringify(filter)}
      aria-label={text.filters}
      onSubmit={submit}
      className="panel grid grid-cols-2 items-end gap-3 p-4 lg:grid-cols-4"
    >
      <Choice name="action" label={text.action} chosen={filter.action}>
        {AUDIT_ACTIONS.map((action) => (
          <option key={action} value={action}>
            {text.actions[action]}
          </option>
        ))}
      </Choice>
      <Choice name="outcome" label={text.outcome} chosen={filter.outcome}>
        {AUDIT_OUTCOMES.map((outcome) => (
          <option key={outcome} value={outcome}>
            {text.outcomes[outcome]}
          </option>
        ))}
      </Choice>
      <Field name="actor" label={text.actor} value={filter.actor} hint={text.actorHint} />
      <Field name="target" label={text.target} value={filter.target} hint={text.targetHint} />
      <Field name="from" label={text.from} value={localOf(filter.from)} type="datetime-local" />
      <Field name="to" label={text.to} value={localOf(filter.to)} type="datetime-local" />
      <Field name="address" label={text.address} value={filter.address} />
      <div className="flex items-end gap-2">
        <Button type="submit" tone="primary">
          {text.apply}
        </Button>
        {Object.keys(filter).length > 0 ? (
          <Button onClick={() => onChange({})}>{text.clear}</Button>
        ) : null}
      </div>
    </form>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  chosen: string | undefined;
  children: ReactNode;
};

function Choice({ name, label, chosen, children }: ChoiceProps) {
  return (
    <FormField label={label}>
      {(ids) => (
        <Select {...ids} name={name} defaultValue={chosen ?? ''} className="w-full">
          <option value="">{text.any}</option>
          {children}
        </Select>
      )}
    </FormField>
  );
}

type FieldProps = {
  name: string;
  label: string;
  value: string | undefined;
  hint?: string;
  type?: 'text' | 'datetime-local';
};

function Field({ name, label, value, hint, type = 'text' }: FieldProps) {
  return (
    <FormField label={label}>
      {(ids) => (
        <input
          {...ids}
          name={name}
          type={type}
          defaultValue={value ?? ''}
          placeholder={hint}
          maxLength={254}
          autoComplete="off"
          spellCheck={false}
          className="field"
        />
      )}
    </FormField>
  );
}
