import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Overlay } from '../../ui/overlay.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { strings } from '../../ui/strings.ts';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { DEFAULT_OPTIONS_FORM, type OptionsFault, type OptionsForm } from './options-form.ts';
import { Choice, choices, type GroupProps } from './options-group.tsx';

import { SubmissionOptions } from './submission-options.tsx';

const text = strings.options;

type OptionsDrawerProps = {
  open: boolean;
  onClose: () => void;
  form: OptionsForm;
  faults: readonly OptionsFault[];
  onChange: (form: OptionsForm) => void;
};

/** Everything a submission may ask of the browser. */
export function OptionsDrawer({ open, onClose, form, faults, onChange }: OptionsDrawerProps) {
  const set = (change: Partial<OptionsForm>) => onChange({ ...form, ...change });
  const fault = (field: keyof OptionsForm) =>
    faults.find((each) => each.field === field)?.message ?? null;
  const group = { form, set, fault };
  return (
    <Overlay
      open={open}
      onClose={onClose}
      place="side"
      title={text.title}
      description={text.description}
      footer={
        <>
          <Button tone="ghost" onClick={() => onChange(DEFAULT_OPTIONS_FORM)}>
            {text.reset}
          </Button>
          <Button tone="primary" onClick={onClose}>
            {text.done}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <SubmissionOptions {...group} />
        <CaptureOptions {...group} />
        <VisitorOptions {...group} />
        <SecretOptions {...group} />
      </div>
    </Overlay>
  );
}

function CaptureOptions({ form, set, fault }: GroupProps) {
  return (
    <>
      <Choice label={text.rate} hint={text.rateHint}>
        <Segmented
          label={text.rate}
          value={form.rate}
          options={choices(text.rates)}
          onChange={(rate) => set({ rate })}
        />
      </Choice>
      <Choice label={text.device}>
        <Segmented
          label={text.device}
          value={form.device}
          options={choices(text.devices)}
          onChange={(device) => set({ device })}
        />
      </Choice>
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label={text.width}
          hint={text.viewportHint}
          error={fault('width')}
          inputMode="numeric"
          placeholder={text.default}
          value={form.width}
          onChange={(width) => set({ width })}
        />
        <TextField
          label={text.height}
          inputMode="numeric"
          placeholder={text.default}
          value={form.height}
          onChange={(height) => set({ height })}
        />
      </div>
      <div className="flex flex-col gap-1">
        <Switch
          label={text.fullPage}
          hint={text.fullPageHint}
          checked={form.fullPage}
          onChange={(fullPage) => set({ fullPage })}
        />
        <Switch
          label={text.earlyScreenshot}
          hint={text.earlyScreenshotHint}
          checked={form.earlyScreenshot}
          onChange={(earlyScreenshot) => set({ earlyScreenshot })}
        />
        <Switch
          label={text.javascript}
          hint={text.javascriptHint}
          checked={form.javascript}
          onChange={(javascript) => set({ javascript })}
        />
      </div>
    </>
  );
}

function VisitorOptions({ form, set, fault }: GroupProps) {
  return (
    <>
      <div className="flex flex-col gap-1">
        <Switch
          label={text.stealth}
          hint={text.stealthHint}
          checked={form.stealth}
          onChange={(stealth) => set({ stealth })}
        />
        <Switch
          label={text.skipCookiePrompts}
          hint={text.skipCookiePromptsHint}
          checked={form.skipCookiePrompts}
          onChange={(skipCookiePrompts) => set({ skipCookiePrompts })}
        />
      </div>
      <TextField
        label={text.userAgent}
        error={fault('userAgent')}
        placeholder={text.default}
        value={form.userAgent}
        onChange={(userAgent) => set({ userAgent })}
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label={text.language}
          error={fault('language')}
          placeholder="en-US"
          value={form.language}
          onChange={(language) => set({ language })}
        />
        <TextField
          label={text.timeZone}
          error={fault('timeZone')}
          placeholder="Europe/Helsinki"
          value={form.timeZone}
          onChange={(timeZone) => set({ timeZone })}
        />
        <TextField
          label={text.timeout}
          error={fault('timeoutSeconds')}
          inputMode="numeric"
          placeholder="60"
          value={form.timeoutSeconds}
          onChange={(timeoutSeconds) => set({ timeoutSeconds })}
        />
      </div>
      <TextField
        label={text.referer}
        hint={text.refererHint}
        error={fault('referer')}
        inputMode="url"
        placeholder="https://"
        value={form.referer}
        onChange={(referer) => set({ referer })}
      />
    </>
  );
}

function SecretOptions({ form, set, fault }: GroupProps) {
  return (
    <>
      <TextField
        label={text.proxy}
        hint={text.proxyHint}
        error={fault('proxy')}
        placeholder="socks5://"
        value={form.proxy}
        onChange={(proxy) => set({ proxy })}
        mono
      />
      <FormField label={text.headers} hint={text.headersHint} error={fault('headers')}>
        {(ids) => (
          <textarea
            {...ids}
            rows={3}
            spellCheck={false}
            value={form.headers}
            onChange={(event) => set({ headers: event.target.value })}
            className="field font-mono text-xs"
          />
        )}
      </FormField>
      <FormField label={text.cookies} hint={text.cookiesHint} error={fault('cookies')}>
        {(ids) => (
          <textarea
            {...ids}
            rows={2}
            spellCheck={false}
            value={form.cookies}
            onChange={(event) => set({ cookies: event.target.value })}
            className="field font-mono text-xs"
          />
        )}
      </FormField>
    </>
  );
}
