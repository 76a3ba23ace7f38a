/**
 * Services outside that know more of a value. Nothing is asked of them until a person chooses one
 * and confirms that the value leaves the installation.
 */
import { useSyncExternalStore } from 'react';
import type { ValueKind } from './defang.ts';

export type Lookup = {
  name: string;
  kinds: readonly LookupKind[];
  /** An https address with `{value}` where the percent-encoded value goes. */
  template: string;
};

/** @public */
export const LOOKUP_KINDS = [
  'url',
  'domain',
  'ip',
  'hash',
  'email',
] as const satisfies readonly ValueKind[];

export type LookupKind = (typeof LOOKUP_KINDS)[number];

/**
 * More than a menu can hold.
 * @public
 */
export const LOOKUP_BOUND = 30;
const TEMPLATE_LENGTH = 2_000;
const NAME_LENGTH = 60;
/** What browsers and services take as an address. */
const VALUE_LENGTH = 2_000;

export const DEFAULT_LOOKUPS: readonly Lookup[] = [
  {
    name: 'VirusTotal',
    kinds: ['domain', 'ip', 'hash'],
    template: 'https://www.virustotal.com/gui/search/{value}',
  },
  {
    name: 'urlscan.io',
    kinds: ['domain', 'ip', 'hash'],
    template: 'https://urlscan.io/search/#{value}',
  },
  { name: 'crt.sh', kinds: ['domain'], template: 'https://crt.sh/?q={value}' },
  { name: 'Shodan', kinds: ['ip'], template: 'https://www.shodan.io/host/{value}' },
  { name: 'AbuseIPDB', kinds: ['ip'], template: 'https://www.abuseipdb.com/check/{value}' },
  { name: 'Wayback Machine', kinds: ['url'], template: 'https://web.archive.org/web/*/{value}' },
];

/** What keeps a lookup from being used; null when nothing does. */
export function lookupFault({
  name,
  kinds,
  template,
}: Lookup): 'name' | 'kinds' | 'template' | null {
  if (name.trim() === '' || name.length > NAME_LENGTH) return 'name';
  if (kinds.length === 0) return 'kinds';
  return isTemplate(template) ? null : 'template';
}

/** The place of the value must not be able to change which host is asked. */
function isTemplate(template: string): boolean {
  if (template.length > TEMPLATE_LENGTH || !template.includes('{value}')) return false;
  const host = /^https:\/\/([^/?#]+)[/?#]/.exec(template)?.[1];
  return host !== undefined && !host.includes('{value}') && URL.canParse(template);
}

/** Where this lookup leads for a value. */
export function lookupUrl({ template }: Lookup, value: string): string {
  const text = value.slice(0, VALUE_LENGTH).toWellFormed();
  return template.replaceAll('{value}', () => encodeURIComponent(text));
}

const KEY = 'webhood.lookups';
const listeners = new Set<() => void>();
let current: readonly Lookup[] | undefined;

/** The list as this browser keeps it; what is not one of ours is left out. */
export function readLookups(): readonly Lookup[] {
  current ??= parseLookups(stored());
  return current;
}

/**
 * `null` goes back to the defaults.
 * @public
 */
export function setLookups(lookups: readonly Lookup[] | null): void {
  current = lookups ?? DEFAULT_LOOKUPS;
  try {
    if (lookups === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(lookups));
  } catch {
    // Storage is refused (private window): the list then holds until the page is left.
  }
  for (const each of listeners) each();
}

export function useLookups(): readonly Lookup[] {
  return useSyncExternalStore(subscribe, readLookups);
}

export function parseLookups(text: string | null): readonly Lookup[] {
  if (text === null) return DEFAULT_LOOKUPS;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter(isLookup).slice(0, LOOKUP_BOUND) : DEFAULT_LOOKUPS;
  } catch {
    // Not written by this console: as if there were none.
    return DEFAULT_LOOKUPS;
  }
}

function isLookup(value: unknown): value is Lookup {
  if (typeof value !== 'object' || value === null) return false;
  const { name, kinds, template } = value as Partial<Record<keyof Lookup, unknown>>;
  return (
    typeof name === 'string' &&
    typeof template === 'string' &&
    Array.isArray(kinds) &&
    kinds.every((kind) => LOOKUP_KINDS.some((known) => known === kind)) &&
    lookupFault({ name, kinds, template }) === null
  );
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // Storage is refused (private window).
    return null;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
