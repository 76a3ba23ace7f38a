/** The pages of a soak: most are friendly, each with another part of the recorders at work. */
export const FRIENDLY_PAGES = [
  '/tiny',
  '/links',
  '/redirect',
  '/script-redirect',
  '/cookies',
  '/console',
  '/iframe',
  '/shadow',
  '/fetch',
  '/worker',
  '/latin',
  '/form',
  '/net/cookies',
  '/net/socket',
  '/net/post',
  '/net/types',
  '/net/workers',
  '/net/removed',
  '/moves/push',
  '/moves/chain',
  '/medium',
];

/** Those that hang, flood, fill memory, refuse to be read, or lead elsewhere. */
export const HOSTILE_PAGES = [
  '/hostile/alert',
  '/hostile/alerts-without-end',
  '/hostile/print-loop',
  '/hostile/spin',
  '/hostile/spin-on-timer',
  '/hostile/huge-title',
  '/hostile/huge-text',
  '/hostile/many-nodes',
  '/hostile/memory',
  '/hostile/no-headers',
  '/hostile/drip',
  '/hostile/endless-body',
  '/hostile/gzip-bomb',
  '/hostile/redirect-loop',
  '/hostile/location-flood',
  '/hostile/hash-flood',
  '/hostile/to-file',
  '/hostile/to-metadata',
  '/hostile/basic-auth',
  '/hostile/popups',
  '/hostile/downloads',
  '/hostile/endless-download',
  '/hostile/console-flood',
  '/hostile/clobbered',
  '/hostile/stuck/worker',
  '/hostile/stuck/unload',
  '/hostile/stuck/remote-frame',
  '/hostile/stuck/sync-request',
  '/hostile/stuck/popup',
  '/hostile/lure/ask-all',
];

/** One in this many pages is hostile. */
const HOSTILE_EVERY = 7;

/** Always the same pages in the same order, the hostile ones evenly between. */
export function soakPages(count: number): string[] {
  let friendly = 0;
  let hostile = 0;
  return Array.from({ length: count }, (_, index) => {
    const isHostile = index % HOSTILE_EVERY === HOSTILE_EVERY - 1;
    const pages = isHostile ? HOSTILE_PAGES : FRIENDLY_PAGES;
    const turn = isHostile ? hostile++ : friendly++;
    return pages[turn % pages.length] ?? '/tiny';
  });
}
