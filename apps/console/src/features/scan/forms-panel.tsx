import type { Form } from '@webhood/contract';
import { useState } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { Section } from '../../ui/facts.tsx';
import { scanStrings } from '../../ui/strings-scan.ts';

const text = scanStrings.forms;
const FORMS_SHOWN = 6;
const FIELDS_SHOWN = 40;
const ACTIONS_SHOWN = 10;

/** Every form: what it asks for and where that goes. */
export function FormsPanel({ forms, pageUrl }: { forms: readonly Form[]; pageUrl: string }) {
  const [all, setAll] = useState(false);
  if (forms.length === 0) return null;
  const shown = all ? forms : forms.slice(0, FORMS_SHOWN);
  return (
    <Section title={text.title} aside={<Count value={forms.length} />}>
      <ol className="-my-3 divide-y divide-line">
        {shown.map((form, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the report's list never changes
          <FormRow key={index} form={form} pageUrl={pageUrl} />
        ))}
      </ol>
      {shown.length < forms.length ? (
        <Button tone="ghost" className="mt-3" onClick={() => setAll(true)}>
          {text.more(forms.length - shown.length)}
        </Button>
      ) : null}
    </Section>
  );
}

export function Count({ value }: { value: number }) {
  return <span className="text-faint text-xs tabular-nums">{value.toLocaleString('en')}</span>;
}

function FormRow({ form, pageUrl }: { form: Form; pageUrl: string }) {
  return (
    <li className="flex min-w-0 flex-col gap-1.5 py-3 text-sm">
      <div className="flex min-w-0 flex-wrap items-start gap-x-2 gap-y-1">
        {form.action === '' ? (
          <span className="text-muted">{text.stray}</span>
        ) : (
          <>
            <Badge>
              <Evidence text={form.method.slice(0, 20).toUpperCase()} length={0} mono />
            </Badge>
            <Value value={form.action} kind="url" wrap className="min-w-0" />
          </>
        )}
        {form.asksPassword ? <Badge tone="warn">{text.password}</Badge> : null}
        {form.asksCard ? <Badge tone="warn">{text.card}</Badge> : null}
        {form.leavesSite ? <Badge tone="bad">{text.leavesSite}</Badge> : null}
      </div>
      <ul aria-label={text.fields} className="flex flex-wrap gap-1 text-xs">
        {form.fields.length === 0 ? <li className="text-faint">{text.noFields}</li> : null}
        {form.fields.slice(0, FIELDS_SHOWN).map((field, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: fields may repeat
            key={index}
            className="min-w-0 max-w-full rounded-sm border border-line bg-sunken px-1.5 py-0.5"
          >
            <Evidence text={field.label || field.name || '–'} length={60} />{' '}
            <span className="text-faint">
              <Evidence
                text={[field.type, field.autocomplete, field.inputMode].filter(Boolean).join(' ')}
                length={60}
              />
            </span>
          </li>
        ))}
        {form.fields.length > FIELDS_SHOWN ? (
          <li className="text-faint">
            {scanStrings.blocked.more(form.fields.length - FIELDS_SHOWN)}
          </li>
        ) : null}
      </ul>
      {form.buttonActions.length > 0 ? (
        <div className="flex flex-col text-xs">
          <span className="text-faint">{text.buttons}</span>
          {form.buttonActions.slice(0, ACTIONS_SHOWN).map((action, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the report's list never changes
            <Value key={index} value={action} kind="url" wrap />
          ))}
        </div>
      ) : null}
      {form.documentUrl === pageUrl ? null : (
        <div className="flex min-w-0 gap-1.5 text-faint text-xs">
          {text.inFrame} <Value value={form.documentUrl} kind="url" />
        </div>
      )}
    </li>
  );
}
