import {
  type Priority,
  ScanOptions,
  type ScanOptionsInput,
  type ScanRequestInput,
  Tags,
} from '@webhood/contract';
import { strings } from '../../ui/strings.ts';

/** The options as their fields hold them: text, until they are read. */
export type OptionsForm = {
  rate: ScanOptions['rate'];
  device: ScanOptions['device'];
  width: string;
  height: string;
  fullPage: boolean;
  earlyScreenshot: boolean;
  javascript: boolean;
  stealth: boolean;
  skipCookiePrompts: boolean;
  userAgent: string;
  language: string;
  timeZone: string;
  referer: string;
  proxy: string;
  headers: string;
  cookies: string;
  timeoutSeconds: string;
  visibility: 'team' | 'restricted';
  tags: string;
  /** Id of the one scanner that may do it; empty for any. */
  scanner: string;
  priority: Priority;
  reuseMinutes: string;
};

export const DEFAULT_OPTIONS_FORM: OptionsForm = {
  rate: 'balanced',
  device: 'desktop',
  width: '',
  height: '',
  fullPage: false,
  earlyScreenshot: false,
  javascript: true,
  stealth: false,
  skipCookiePrompts: false,
  userAgent: '',
  language: '',
  timeZone: '',
  referer: '',
  proxy: '',
  headers: '',
  cookies: '',
  timeoutSeconds: '',
  visibility: 'team',
  tags: '',
  scanner: '',
  priority: 'normal',
  reuseMinutes: '0',
};

export type OptionsFault = { field: keyof OptionsForm; message: string };

/** What is said of a submission beside the URL and the options of the browser. */
export type SubmissionSettings = Omit<ScanRequestInput, 'url' | 'options'>;

export type ReadOptions = {
  options: ScanOptionsInput;
  settings: SubmissionSettings;
  faults: OptionsFault[];
};

const text = strings.options;

const FAULT_MESSAGES: Partial<Record<keyof OptionsForm, string>> = {
  width: text.viewportError,
  language: text.languageError,
  timeZone: text.timeZoneError,
  referer: text.refererError,
  timeoutSeconds: text.timeoutError,
};

/** The options that differ from the defaults, and what keeps them from being sent. */
export function readOptions(form: OptionsForm): ReadOptions {
  const headers = readPairs(form.headers, ':');
  const cookies = readPairs(form.cookies, '=');
  const options = {
    ...(form.rate === 'balanced' ? {} : { rate: form.rate }),
    ...(form.device === 'desktop' ? {} : { device: form.device }),
    ...(form.fullPage ? { fullPage: true } : {}),
    ...(form.earlyScreenshot ? { earlyScreenshot: true } : {}),
    ...(form.javascript ? {} : { javascript: false }),
    ...(form.stealth ? { stealth: true } : {}),
    ...(form.skipCookiePrompts ? { skipCookiePrompts: true } : {}),
    ...viewport(form),
    ...filled('userAgent', form.userAgent),
    ...filled('language', form.language),
    ...filled('timeZone', form.timeZone),
    ...filled('referer', form.referer),
    ...filled('proxy', form.proxy),
    ...(form.timeoutSeconds.trim() === ''
      ? {}
      : { timeoutMs: Number(form.timeoutSeconds) * 1_000 }),
    ...(headers.pairs.length === 0 ? {} : { headers: Object.fromEntries(headers.pairs) }),
    ...(cookies.pairs.length === 0
      ? {}
      : { cookies: cookies.pairs.map(([name, value]) => ({ name, value })) }),
  };
  const faults = [
    ...lineFaults('headers', headers.badLines),
    ...lineFaults('cookies', cookies.badLines),
    ...schemaFaults(options),
    ...tagFaults(form.tags),
  ];
  return { options, settings: readSettings(form), faults };
}

function readSettings(form: OptionsForm): SubmissionSettings {
  const tags = tagsOf(form.tags);
  return {
    visibility: form.visibility,
    ...(tags.length === 0 ? {} : { tags }),
    ...(form.scanner === '' ? {} : { scanner: form.scanner }),
    ...(form.priority === 'normal' ? {} : { priority: form.priority }),
    ...(form.reuseMinutes === '0' ? {} : { reuseMinutes: Number(form.reuseMinutes) }),
  };
}

function tagsOf(value: string): string[] {
  return [
    ...new Set(
      value
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean),
    ),
  ];
}

function tagFaults(value: string): OptionsFault[] {
  const parsed = Tags.safeParse(tagsOf(value));
  if (parsed.success) return [];
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: '' };
  const tag = tagsOf(value)[Number(path[0])];
  return [{ field: 'tags', message: tag === undefined ? message : `“${tag}” ${message}` }];
}

/** How many fields are not as they were, for the button that opens them. */
export function changedCount(form: OptionsForm): number {
  const changed = (Object.keys(form) as (keyof OptionsForm)[]).filter(
    (key) => form[key] !== DEFAULT_OPTIONS_FORM[key],
  );
  // Width and height are one thing.
  return new Set(changed.map((key) => (key === 'height' ? 'width' : key))).size;
}

/** Options of an earlier scan, to be changed and used again; masked values are left out. */
export function formOfOptions(options: ScanOptions): OptionsForm {
  return {
    ...DEFAULT_OPTIONS_FORM,
    rate: options.rate,
    device: options.device,
    fullPage: options.fullPage,
    earlyScreenshot: options.earlyScreenshot,
    javascript: options.javascript,
    stealth: options.stealth,
    skipCookiePrompts: options.skipCookiePrompts,
    width: options.viewport ? String(options.viewport.width) : '',
    height: options.viewport ? String(options.viewport.height) : '',
    userAgent: options.userAgent ?? '',
    language: options.language ?? '',
    timeZone: options.timeZone ?? '',
    referer: options.referer ?? '',
    proxy: options.proxy ?? '',
    timeoutSeconds: options.timeoutMs === 60_000 ? '' : String(options.timeoutMs / 1_000),
  };
}

function viewport(form: OptionsForm) {
  if (form.width.trim() === '' && form.height.trim() === '') return {};
  return { viewport: { width: Number(form.width), height: Number(form.height) } };
}

function filled<K extends string>(key: K, value: string): { [key in K]?: string } {
  const trimmed = value.trim();
  return trimmed === '' ? {} : ({ [key]: trimmed } as { [key in K]?: string });
}

type Pairs = { pairs: [name: string, value: string][]; badLines: number[] };

function readPairs(value: string, separator: ':' | '='): Pairs {
  const result: Pairs = { pairs: [], badLines: [] };
  for (const [index, line] of value.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const at = line.indexOf(separator);
    if (at < 1) result.badLines.push(index + 1);
    else result.pairs.push([line.slice(0, at).trim(), line.slice(at + 1).trim()]);
  }
  return result;
}

function lineFaults(field: 'headers' | 'cookies', badLines: number[]): OptionsFault[] {
  const form = field === 'headers' ? text.headersHint : text.cookiesHint;
  return badLines.map((line) => ({ field, message: text.line(line, `– ${form}`) }));
}

const FIELDS: Record<string, keyof OptionsForm> = {
  viewport: 'width',
  timeoutMs: 'timeoutSeconds',
};

function schemaFaults(options: unknown): OptionsFault[] {
  const parsed = ScanOptions.safeParse(options);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => {
    const key = String(issue.path[0] ?? '');
    const field =
      FIELDS[key] ?? (key in DEFAULT_OPTIONS_FORM ? (key as keyof OptionsForm) : 'rate');
    const where = issue.path.slice(1).map(String).join(' ');
    return { field, message: FAULT_MESSAGES[field] ?? `${where} ${issue.message}`.trim() };
  });
}
