/** What the page did in the browser: cookies, storage, console, dialogs, downloads and requests. */
import { z } from 'zod';
import { Sha256 } from './artifact.ts';
import { list } from './list.ts';
import { Milliseconds, REPORT_LISTS } from './report-bounds.ts';

export const Cookie = z.object({
  name: z.string(),
  value: z.string(),
  domain: z.string(),
  path: z.string(),
  /** ISO 8601, or null for a session cookie. */
  expiresAt: z.string().nullable(),
  httpOnly: z.boolean(),
  secure: z.boolean(),
  sameSite: z.enum(['Strict', 'Lax', 'None']).optional(),
  size: z.int(),
  /** Site of the top-level page that a partitioned cookie belongs to. */
  partitionKey: z.string().optional(),
});
export type Cookie = z.infer<typeof Cookie>;

export const ConsoleMessage = z.object({
  /** `log`, `warning`, `error`, …; `exception` for an uncaught page error. */
  level: z.string(),
  text: z.string(),
  url: z.string().optional(),
  line: z.int().optional(),
  atMs: Milliseconds,
});
export type ConsoleMessage = z.infer<typeof ConsoleMessage>;

export const Dialog = z.object({
  kind: z.enum(['alert', 'confirm', 'prompt', 'beforeunload', 'basic_auth', 'print']),
  text: z.string(),
  url: z.string(),
  atMs: Milliseconds,
});
export type Dialog = z.infer<typeof Dialog>;

export const DOWNLOAD_STATES = ['kept', 'too_large', 'too_many', 'canceled', 'failed'] as const;

export const Download = z.object({
  url: z.string(),
  /** The name the page suggested: text to show, never a path to write. */
  suggestedName: z.string(),
  state: z.enum(DOWNLOAD_STATES),
  /** Received bytes. */
  size: z.int(),
  /** Hash of the downloaded content itself, not of the zip. */
  sha256: Sha256.optional(),
  mediaType: z.string().optional(),
  /** Path of the AES zip (password `infected`) in the evidence folder. */
  path: z.string().optional(),
});
export type Download = z.infer<typeof Download>;

/** One entry of `localStorage` or `sessionStorage`. */
export const StorageItem = z.object({
  origin: z.string(),
  key: z.string(),
  value: z.string(),
  /** Characters of the value before it was cut. */
  length: z.int(),
});
export type StorageItem = z.infer<typeof StorageItem>;

export const Storage = z.object({
  local: list(StorageItem, REPORT_LISTS.storageItems),
  session: list(StorageItem, REPORT_LISTS.storageItems),
  databases: list(
    z.object({
      origin: z.string(),
      name: z.string(),
      objectStores: list(z.string(), REPORT_LISTS.objectStores),
    }),
    REPORT_LISTS.databases,
  ),
});
export type Storage = z.infer<typeof Storage>;

/** Something the page asked the browser for; it is always refused. */
export const PermissionRequest = z.object({
  /** As the Permissions API names it, for example `geolocation`. */
  name: z.string(),
  url: z.string(),
  atMs: Milliseconds,
});
export type PermissionRequest = z.infer<typeof PermissionRequest>;

/** Text that the page put on the clipboard: what a person would have pasted somewhere. */
export const ClipboardWrite = z.object({
  text: z.string(),
  via: z.enum(['async_api', 'copy_command', 'copy_event']),
  url: z.string(),
  atMs: Milliseconds,
  /** It reads like a command line for a shell or the Windows Run dialog. */
  looksLikeCommand: z.boolean(),
});
export type ClipboardWrite = z.infer<typeof ClipboardWrite>;

export const PageNotification = z.object({
  title: z.string(),
  body: z.string(),
  url: z.string(),
  atMs: Milliseconds,
});
export type PageNotification = z.infer<typeof PageNotification>;
