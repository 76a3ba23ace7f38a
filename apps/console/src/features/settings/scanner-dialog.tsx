import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Scanner } from '@webhood/contract';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { strings } from '../../ui/strings.ts';
import { scannerStrings as text } from '../../ui/strings-scanners.ts';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { tell } from '../../ui/toast-manager.ts';
import { formOfScanner, readScannerForm, type ScannerForm } from './scanner-form.ts';

const options = strings.options;

type ScannerDialogProps = { scanner: Scanner; open: boolean; onClose: () => void };

/** What the server tells this scanner to do differently, from its next scan on. */
export function ScannerDialog({ scanner, open, onClose }: ScannerDialogProps) {
  const queryClient = useQueryClient();
  const [entered, setEntered] = useState<ScannerForm | null>(null);
  const [tried, setTried] = useState(false);
  const before = formOfScanner(scanner);
  const form = entered ?? before;
  const { change, fault } = readScannerForm(form, before);
  const set = (part: Partial<ScannerForm>) => setEntered({ ...form, ...part });
  const errorOf = (field: keyof ScannerForm) =>
    tried && fault?.field === field ? fault.message : null;
  const close = () => {
    setEntered(null);
    setTried(false);
    save.reset();
    onClose();
  };
  const save = useMutation({
    mutationFn: () => client.scanners.update(scanner.id, change),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: keys.scanners });
      tell(text.saved(scanner.name));
      close();
    },
  });
  const submit = () => {
    setTried(true);
    if (fault === null) save.mutate();
  };
  return (
    <FormDialog
      open={open}
      onClose={close}
      place="side"
      title={text.configureTitle(scanner.name)}
      description={text.configureIntro}
      action={strings.action.save}
      onSubmit={submit}
      busy={save.isPending}
      error={save.error}
    >
      <TextField
        label={text.labels}
        hint={text.labelsHint}
        error={errorOf('labels')}
        placeholder="region=eu network=office"
        autoCapitalize="none"
        value={form.labels}
        onChange={(labels) => set({ labels })}
      />
      <TextField
        label={text.atOnce}
        hint={text.atOnceHint(scanner.concurrency)}
        error={errorOf('atOnce')}
        inputMode="numeric"
        placeholder={String(scanner.concurrency)}
        value={form.atOnce}
        onChange={(atOnce) => set({ atOnce })}
      />
      <TextField
        label={options.userAgent}
        hint={text.unlessNamed}
        error={errorOf('userAgent')}
        placeholder={options.default}
        value={form.userAgent}
        onChange={(userAgent) => set({ userAgent })}
      />
      <TextField
        label={options.language}
        hint={text.unlessNamed}
        error={errorOf('language')}
        placeholder="en-US"
        value={form.language}
        onChange={(language) => set({ language })}
      />
      <TextField
        label={options.proxy}
        hint={text.proxyHint}
        error={errorOf('proxy')}
        placeholder="socks5://"
        mono
        value={form.proxy}
        onChange={(proxy) => set({ proxy })}
      />
      <div className="flex flex-col gap-1">
        <Switch
          label={options.stealth}
          hint={text.always}
          checked={form.stealth}
          onChange={(stealth) => set({ stealth })}
        />
        <Switch
          label={options.skipCookiePrompts}
          hint={text.always}
          checked={form.skipCookiePrompts}
          onChange={(skipCookiePrompts) => set({ skipCookiePrompts })}
        />
      </div>
    </FormDialog>
  );
}
