import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { intakeUrl } from '@webhood/network-policy/intake';
import { ScanSearch, SlidersHorizontal, TriangleAlert } from 'lucide-react';
import {
  type DragEvent,
  type FormEvent,
  type KeyboardEvent,
  lazy,
  Suspense,
  useMemo,
  useState,
} from 'react';
import { describeError } from '../../api/describe-error.ts';
import { scannersQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { Notice } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { useWasOpen } from '../../ui/use-was-open.ts';
import { itemsOf, leftOver } from './batch-items.ts';
import { BatchPanel } from './batch-panel.tsx';
import { isForServer, readLines } from './lines.ts';
import { changedCount, readOptions } from './options-form.ts';
import { useBatch } from './use-batch.ts';
import { useOptionsForm } from './use-options-form.ts';
import { Verdicts } from './verdicts.tsx';

const OptionsDrawer = lazy(() =>
  import('./options-drawer.tsx').then((module) => ({ default: module.OptionsDrawer })),
);

const text = strings.submit;
/** A list of URLs; a larger file is something else. */
const FILE_BYTES = 1024 * 1024;
const VISIBLE_LINES = 8;

export function SubmitForm({ initialText }: { initialText: string }) {
  const [value, setValue] = useState(initialText);
  const [optionsOpen, setOptionsOpen] = useState(false);
  const [form, setForm] = useOptionsForm();
  const drawerWanted = useWasOpen(optionsOpen);
  const batch = useBatch();
  const lines = useMemo(() => readLines(value, (line) => intakeUrl(line)), [value]);
  const { options, faults } = useMemo(() => readOptions(form), [form]);
  const urls = lines.lines.filter(isForServer).map((line) => line.text);

  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (urls.length === 0 || batch.busy) return;
    if (faults.length > 0) return setOptionsOpen(true);
    const kept = textOf([...leftOver(itemsOf(lines.lines)), ...lines.rest]);
    setValue(kept);
    const ended = await batch.start(lines.lines, { options, visibility: form.visibility });
    // What became no scan goes back into the field, to be corrected; what was typed since, stays.
    const back = textOf([...leftOver(ended), ...lines.rest]);
    setValue((current) => (current === kept ? back : textOf([current, back])));
    // One that went well is in the list below.
    if (ended.length === 1 && back === '') batch.clear();
  };

  const refused = batch.items.length === 1 ? batch.items[0]?.state : undefined;
  const changed = changedCount(form);
  return (
    <div className="flex flex-col gap-3">
      <ScannerWarning />
      <form onSubmit={(event) => void submit(event)} className="panel p-3 sm:p-4">
        <UrlField value={value} onChange={setValue} onSubmit={() => void submit()} />
        <div className="mt-2 min-h-6" aria-live="polite">
          {refused?.kind === 'refused' ? (
            <Notice tone="bad" icon={TriangleAlert}>
              {describeError(refused.error).message}
            </Notice>
          ) : value.trim() === '' ? (
            <p className="text-faint text-xs leading-6">{text.hint}</p>
          ) : (
            <Verdicts lines={lines} />
          )}
        </div>
        <div className="mt-2 flex items-center justify-between gap-2">
          <Button
            tone="ghost"
            icon={SlidersHorizontal}
            onClick={() => setOptionsOpen(true)}
            className={cn('-ml-2', faults.length > 0 && 'text-bad', changed > 0 && 'text-accent')}
          >
            {changed > 0 ? text.optionsCount(changed) : text.options}
          </Button>
          <Button
            type="submit"
            tone="primary"
            icon={ScanSearch}
            busy={batch.busy}
            disabled={urls.length === 0}
            className="h-9 px-5"
          >
            {urls.length > 1 ? text.submitMany(urls.length) : text.submit}
          </Button>
        </div>
      </form>
      {batch.items.length > 1 ? <BatchPanel items={batch.items} onClear={batch.clear} /> : null}
      {drawerWanted ? (
        <Suspense>
          <OptionsDrawer
            open={optionsOpen}
            onClose={() => setOptionsOpen(false)}
            form={form}
            faults={faults}
            onChange={setForm}
          />
        </Suspense>
      ) : null}
    </div>
  );
}

function textOf(lines: readonly string[]): string {
  return lines.filter((line) => line !== '').join('\n');
}

type UrlFieldProps = { value: string; onChange: (value: string) => void; onSubmit: () => void };

function UrlField({ value, onChange, onSubmit }: UrlFieldProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onSubmit();
  };
  const onDrop = async (event: DragEvent) => {
    const file = event.dataTransfer.files[0];
    if (!file) return;
    event.preventDefault();
    if (file.size <= FILE_BYTES) onChange(await file.text());
  };
  const rows = Math.min(VISIBLE_LINES, value.split('\n').length);
  return (
    <textarea
      aria-label={text.label}
      data-main-field
      // biome-ignore lint/a11y/noAutofocus: it is what the page is for
      autoFocus
      rows={rows}
      spellCheck={false}
      autoCapitalize="none"
      autoComplete="off"
      placeholder={text.placeholder}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => void onDrop(event)}
      className="field resize-none px-3.5 py-2.5 font-mono text-base leading-6"
    />
  );
}

function ScannerWarning() {
  const { data: scanners } = useQuery(scannersQuery());
  if (!scanners || scanners.some((scanner) => scanner.connected)) return null;
  return (
    <Notice tone="warn" icon={TriangleAlert}>
      {text.noScanner}{' '}
      <Link to="/settings/scanners" className="rounded-sm text-accent underline">
        {text.noScannerAction}
      </Link>
    </Notice>
  );
}
