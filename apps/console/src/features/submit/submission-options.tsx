import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { PRIORITIES } from '@webhood/contract';
import { meQuery, scannersQuery } from '../../api/queries.ts';
import { FormField } from '../../ui/form-field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { strings } from '../../ui/strings.ts';
import { submitStrings } from '../../ui/strings-submit.ts';
import { TextField } from '../../ui/text-field.tsx';
import { Choice, choices, type GroupProps } from './options-group.tsx';

const text = submitStrings.settings;

/** Who sees it, who does it, when, and under which words it is found again. */
export function SubmissionOptions({ form, set, fault }: GroupProps) {
  const { data: me } = useSuspenseQuery(meQuery());
  const { data: scanners } = useQuery(scannersQuery());
  // Only administrators may put themselves before everyone.
  const priorities = PRIORITIES.filter((each) => each !== 'high' || me.role === 'admin');
  return (
    <>
      <TextField
        label={text.tags}
        hint={text.tagsHint}
        error={fault('tags')}
        autoCapitalize="none"
        placeholder="phishing"
        value={form.tags}
        onChange={(tags) => set({ tags })}
      />
      <Choice label={strings.options.visibility}>
        <Segmented
          label={strings.options.visibility}
          value={form.visibility}
          options={choices(strings.options.visibilities)}
          onChange={(visibility) => set({ visibility })}
        />
      </Choice>
      <FormField label={text.scanner}>
        {(ids) => (
          <Select
            {...ids}
            value={form.scanner}
            onChange={(event) => set({ scanner: event.target.value })}
            className="w-full"
          >
            <option value="">{text.anyScanner}</option>
            {(scanners ?? []).map(({ id, name, connected }) => (
              <option key={id} value={id}>
                {connected ? name : `${name} (${text.disconnected})`}
              </option>
            ))}
          </Select>
        )}
      </FormField>
      <Choice label={text.priority}>
        <Segmented
          label={text.priority}
          value={form.priority}
          options={priorities.map((value) => ({ value, label: text.priorities[value] }))}
          onChange={(priority) => set({ priority })}
        />
      </Choice>
      <FormField label={text.reuse} hint={text.reuseHint}>
        {(ids) => (
          <Select
            {...ids}
            value={form.reuseMinutes}
            onChange={(event) => set({ reuseMinutes: event.target.value })}
            className="w-full"
          >
            {choices(text.reuses).map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </FormField>
    </>
  );
}
