import type { ComponentProps } from 'react';
import type { OptionsForm } from './options-form.ts';

/** What each group of the options is given. */
export type GroupProps = {
  form: OptionsForm;
  set: (change: Partial<OptionsForm>) => void;
  fault: (field: keyof OptionsForm) => string | null;
};

export function choices<T extends string>(
  labels: Record<T, string>,
): { value: T; label: string }[] {
  return (Object.keys(labels) as T[]).map((value) => ({ value, label: labels[value] }));
}

export function Choice({
  label,
  hint,
  ...rest
}: { label: string; hint?: string } & ComponentProps<'div'>) {
  return (
    <div className="flex flex-col gap-1">
      <span aria-hidden className="font-medium text-sm">
        {label}
      </span>
      {rest.children}
      {hint ? <p className="text-faint text-xs">{hint}</p> : null}
    </div>
  );
}
