import {
  type Scanner,
  type ScannerConfigurationChange,
  ScannerLabels,
  UpdateScanner,
} from '@webhood/contract';
import { strings } from '../../ui/strings.ts';
import { scannerStrings } from '../../ui/strings-scanners.ts';

/** What can be set for a scanner, as its fields hold it. */
export type ScannerForm = {
  labels: string;
  atOnce: string;
  userAgent: string;
  language: string;
  proxy: string;
  stealth: boolean;
  skipCookiePrompts: boolean;
};

export type ScannerFault = { field: keyof ScannerForm; message: string };

export function formOfScanner({ labels, configuration }: Scanner): ScannerForm {
  const { atOnce, userAgent, language, proxy, stealth, skipCookiePrompts } = configuration;
  return {
    labels: labels.join(' '),
    atOnce: atOnce === null ? '' : String(atOnce),
    userAgent: userAgent ?? '',
    language: language ?? '',
    proxy: proxy ?? '',
    stealth,
    skipCookiePrompts,
  };
}

/** What is to be changed, and what keeps it from being sent. Both sides of `before` untouched. */
export function readScannerForm(
  form: ScannerForm,
  before: ScannerForm,
): { change: UpdateScanner; fault: ScannerFault | null } {
  const configuration: ScannerConfigurationChange = {
    userAgent: orNull(form.userAgent),
    language: orNull(form.language),
    stealth: form.stealth,
    skipCookiePrompts: form.skipCookiePrompts,
    atOnce: form.atOnce.trim() === '' ? null : Number(form.atOnce),
    // Its name and password are not shown: as long as nobody writes another, it stays.
    ...(form.proxy === before.proxy ? {} : { proxy: orNull(form.proxy) }),
  };
  const change = { labels: labelsOf(form.labels), configuration };
  return { change, fault: faultOf(change) };
}

const MESSAGES: Partial<Record<keyof ScannerForm, string>> = {
  language: strings.options.languageError,
  atOnce: scannerStrings.atOnceError,
};

function faultOf(change: UpdateScanner): ScannerFault | null {
  const labels = ScannerLabels.safeParse(change.labels);
  if (!labels.success) return { field: 'labels', message: scannerStrings.labelsError };
  const issue = UpdateScanner.safeParse(change).error?.issues[0];
  if (!issue) return null;
  const field = issue.path[1] as keyof ScannerForm;
  return { field, message: MESSAGES[field] ?? issue.message };
}

function labelsOf(value: string): string[] {
  return value
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
}

function orNull(value: string): string | null {
  return value.trim() === '' ? null : value.trim();
}
