import type { RefObject } from 'react';
import { FormField } from '../../ui/form-field.tsx';

type CodeFieldProps = {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  /** Only digits are expected: phones show them first. */
  numeric?: boolean;
  focused?: boolean;
  input?: RefObject<HTMLInputElement | null>;
};

export function CodeField(props: CodeFieldProps) {
  const { label, hint, value, onChange, numeric, focused, input } = props;
  return (
    <FormField label={label} hint={hint}>
      {(ids) => (
        <input
          {...ids}
          ref={input}
          name="one-time-code"
          autoComplete="one-time-code"
          inputMode={numeric ? 'numeric' : 'text'}
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          // biome-ignore lint/a11y/noAutofocus: the page has nothing else to do
          autoFocus={focused}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="field h-9 font-mono tracking-wider"
        />
      )}
    </FormField>
  );
}
