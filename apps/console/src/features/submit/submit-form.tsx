import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { intakeUrl } from '@webhood/network-policy/intake';
import { ScanSearch, SlidersHorizontal, TriangleAlert } from 'lucide-react';
import { type FormEvent, lazy, Suspense, useDeferredValue, useMemo, useState } from 'react';
import { scannersQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { Notice } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { useWasOpen } from '../../ui/use-was-open.ts';
import { itemsOf, leftOver } from './batch-items.ts';
import { isForServer, readLines } from './lines.ts';
import { changedCount, readOptions } from './options-form.ts';
import { FileButton, UrlField, withList } from './url-field.tsx';
import { useBatch } from './use-batch.ts';
import { useOptionsForm } from './use-options-form.ts';
import { Verdicts } from './verdicts.tsx';

const OptionsDrawer = lazy(() =>
  import('./options-drawer.tsx').then((module) => ({ default: module.OptionsDrawer })),
);

const BatchPanel = lazy(() =>
  import('./batch-panel.tsx').then((module) => ({ default: module.BatchPanel })),
);

const text = strings.submit;

export function SubmitForm({ initialText }: { initialText: string }) {
  const [value, setValue] = useState(initialText);
  const [optionsOpen, setOptionsOpen] = useState(false);
  const [form, setForm] = useOptionsForm();
  const drawerWanted = useWasOpen(optionsOpen);
  const batch = useBatch();
  const lines = useMemo(() => readLines(value, (line) => intakeUrl(line)), [value]);
  // A thousand lines are judged at once, and drawn when there is time.
  const drawnLines = useDeferredValue(lines);
  const { options, settings, faults } = useMemo(() => readOptions(form), [form]);
  const urls = lines.lines.filter(isForServer).map((line) => line.text);

  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (urls.length === 0 || batch.busy) return;
    if (faults.length > 0) return setOptionsOpen(true);
    const kept = textOf([...leftOver(itemsOf(lines.lines)), ...lines.rest]);
    setValue(kept);
    const ended = await batch.start(lines.lines, { ...settings, options });
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
              {refused.message}
            </Notice>
          ) : value.trim() === '' ? (
            <p className="text-faint text-xs leading-6">{text.hint}</p>
          ) : (
            <Verdicts lines={drawnLines} />
          )}
        </div>
        <div className="mt-2 flex items-center justify-between gap-2">
          <span className="-ml-2 flex flex-wrap items-center">
            <Button
              tone="ghost"
              icon={SlidersHorizontal}
              onClick={() => setOptionsOpen(true)}
              className={cn(faults.length > 0 && 'text-bad', changed > 0 && 'text-accent')}
            >
              {changed > 0 ? text.optionsCount(changed) : text.options}
            </Button>
            <FileButton onText={(list) => setValue((current) => withList(current, list))} />
          </span>
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
      {batch.items.length > 1 ? (
        <Suspense>
          <BatchPanel items={batch.items} onClear={batch.clear} />
        </Suspense>
      ) : null}
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
