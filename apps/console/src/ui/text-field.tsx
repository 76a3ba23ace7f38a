import type { ComponentProps, ReactNode } from 'react';
import { cn } from './class-names.ts';
import { FormField } from './form-field.tsx';

type TextFieldProps = Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'id'> & {
  label: string;
  hint?: ReactNode;
  error?: string | null | undefined;
  value: string;
  onChange: (value: string) => void;
  /** For what is read character by character. */
  mono?: boolean;
};

/** A labelled line of text. */
export function TextField({ label, hint, error, onChange, mono, ...input }: TextFieldProps) {
  return (
    <FormField label={label} hint={hint} error={error}>
      {(ids) => (
        <input
          {...ids}
          spellCheck={false}
          autoComplete="off"
          {...input}
          onChange={(event) => onChange(event.target.value)}
          className={cn('field', mono && 'font-mono')}
        />
      )}
    </FormField>
  );
}
