/** An original Webhood's scan record, as a scan of this one. */
import { ScanData, type ScanFailureCode } from '@webhood/contract';
import { storableJson, storableText } from '../../platform/text/storable-text.ts';
import type { SourceRow } from './source-installation.ts';

export interface ImportedScan {
  id: string;
  slug: string;
  state: 'done' | 'error' | 'cancelled';
  url: string;
  finalUrl: string;
  title: string;
  errorCode: ScanFailureCode | null;
  errorMessage: string;
  createdAt: Date;
  updatedAt: Date;
  doneAt: Date;
  scannerId: string | null;
  scanData: ScanData | null;
}

export interface ReadScan {
  scan: ImportedScan;
  /** Names in `storage/`, in the record's order. */
  screenshots: string[];
  html: string[];
  files: string[];
  /** What the record has and this Webhood has no place for. */
  dropped: string[];
}

const URL_LENGTH = 8_192;
const SLUG_LENGTH = 512;
const MESSAGE_LENGTH = 2_000;
const DATA_STRING_LENGTH = 100_000;

const UNFINISHED = 'Had not ended in the installation that it was imported from.';

/** What is wrong with a record, as text, or what it says. */
export function readScan(id: string, row: SourceRow): ReadScan | string {
  const url = textOf(row.url, URL_LENGTH);
  // What the original could scan; nothing else may become an address that somebody follows.
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return 'its URL is not one';
  const createdAt = timeOf(row.created);
  if (!createdAt) return 'it has no time of creation';
  const updatedAt = timeOf(row.updated) ?? createdAt;
  const options = objectOf(row.options);
  const data = scanDataOf(row.scandata);
  const { scannerId, ...others } = options;
  return {
    scan: {
      id,
      slug: textOf(row.slug, SLUG_LENGTH) || id,
      ...outcomeOf(row),
      url,
      finalUrl: textOf(row.final_url, URL_LENGTH),
      title: data?.document.title ?? '',
      createdAt,
      updatedAt,
      doneAt: timeOf(row.done_at) ?? updatedAt,
      scannerId: typeof scannerId === 'string' ? storableText(scannerId, SLUG_LENGTH) : null,
      scanData: data ?? null,
    },
    screenshots: namesOf(row.screenshots),
    html: namesOf(row.html),
    files: namesOf(row.files),
    dropped: [
      ...Object.keys(others).map((name) => `option ${storableText(name, 100)}`),
      ...(data === undefined ? ['scandata, which does not hold to its format'] : []),
    ],
  };
}

function outcomeOf(row: SourceRow): Pick<ImportedScan, 'state' | 'errorCode' | 'errorMessage'> {
  const message = textOf(row.error, MESSAGE_LENGTH);
  if (row.status === 'done') return { state: 'done', errorCode: null, errorMessage: message };
  if (row.status === 'error') {
    return { state: 'error', errorCode: 'scanner_error', errorMessage: message };
  }
  return { state: 'cancelled', errorCode: 'cancelled', errorMessage: UNFINISHED };
}

/** Null where there is none, undefined where it cannot be kept. */
function scanDataOf(value: unknown): ScanData | null | undefined {
  if (value === undefined || value === null || value === '' || value === 'null') return null;
  const content = objectOf(value);
  if (Object.keys(content).length === 0) return value === '{}' ? null : undefined;
  const parsed = ScanData.safeParse(content);
  return parsed.success ? storableJson(parsed.data, DATA_STRING_LENGTH) : undefined;
}

/** PocketBase's times: `2023-05-02 19:03:11.624Z`. */
export function timeOf(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) {
    return undefined;
  }
  const time = new Date(value.replace(' ', 'T'));
  return Number.isNaN(time.getTime()) ? undefined : time;
}

export function textOf(value: unknown, maxLength: number): string {
  return typeof value === 'string' ? storableText(value, maxLength) : '';
}

function parseJson(value: unknown): unknown {
  if (typeof value !== 'string') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  const parsed = parseJson(value);
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  return isObject ? { ...parsed } : {};
}

/** A list in JSON; one bare name where the field once took a single file. */
function namesOf(value: unknown): string[] {
  if (typeof value !== 'string' || value === '' || value === 'null') return [];
  const parsed = parseJson(value);
  if (!Array.isArray(parsed)) return [value];
  return parsed.map(String).filter((name) => name !== '');
}
