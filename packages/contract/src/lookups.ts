/**
 * Services outside that the console offers to ask about a value. Nothing is asked of them by the
 * server: a person chooses one and confirms that the value leaves the installation.
 */
import { z } from 'zod';
import { list } from './list.ts';
import { StorableText } from './text.ts';

export const LOOKUP_KINDS = ['url', 'domain', 'ip', 'hash', 'email'] as const;

export const LOOKUP_BOUNDS = {
  /** More than a menu can hold. */
  lookups: 30,
  nameLength: 60,
  templateLength: 2_000,
} as const;

/** The place of the value must not be able to change which host is asked. */
function isTemplate(template: string): boolean {
  if (!template.includes('{value}')) return false;
  const host = /^https:\/\/([^/?#]+)[/?#]/.exec(template)?.[1];
  return host !== undefined && !host.includes('{value}') && URL.canParse(template);
}

export const Lookup = z.strictObject({
  name: StorableText.trim().min(1).max(LOOKUP_BOUNDS.nameLength),
  /** Of values that it is offered for. */
  kinds: list(z.enum(LOOKUP_KINDS), LOOKUP_KINDS.length).min(1),
  /** An https address with `{value}` where the percent-encoded value goes. */
  template: StorableText.max(LOOKUP_BOUNDS.templateLength).refine(
    isTemplate,
    'must be an https address with {value} after its host',
  ),
});
export type Lookup = z.infer<typeof Lookup>;

/** Null goes back to those that come with Webhood. */
export const ChangeLookups = z.strictObject({
  lookups: list(Lookup, LOOKUP_BOUNDS.lookups)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'has a name twice')
    .nullable(),
});
export type ChangeLookups = z.infer<typeof ChangeLookups>;

export const Lookups = z.object({
  lookups: Lookup.array(),
  /** They are those that come with Webhood. */
  areDefault: z.boolean(),
});
export type Lookups = z.infer<typeof Lookups>;

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
