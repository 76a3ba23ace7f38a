import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BrowserNetworkMode } from '../../../apps/scanner/src/browser/browser-network.ts';
import { observed } from '../../observed.ts';
import { findAllBrowsers, findBrowser } from '../../sites/find-test-browser.ts';
import { createProofNetwork, type ProofNetwork, whyNoNetwork } from './network.ts';
import type { GuardGoneRun } from './programs/guard-gone.ts';
import type { GuardedRun } from './programs/guarded.ts';
import type { AimedVector, Engine } from './vector.ts';
import { VECTORS } from './vectors.ts';

/** Of the vectors, so many at least must have been seen to leak. */
const FEWEST = 25;
/** All were seen within 10 s on two idle cores, and within 35 s on busy ones. */
const POLL = { timeout: 30_000, interval: 250 };
/** A busy machine loses a name server's answer now and then: what is missing is opened again. */
const ROUNDS = 5;
const TEST_TIMEOUT_MS = 300_000;
const IDLE_SECONDS = 20;
/** Where an unguarded full browser was seen to call within seconds of its start. */
const MAKERS_DOMAIN = /\.(googleapis|google|gvt1|gstatic)\.com$/;
/** What pages of the proof name beside the hosts of their own. */
const NAMED_BY_PAGES = [
  '127.0.0.1',
  // Whom to trust with signing in is asked of the registered domain.
  'example.net',
  ...VECTORS.flatMap(({ aim, seenAt }) => [aim.name, aim.address, seenAt?.address, seenAt?.name]),
].map((host) => (host?.includes(':') ? `[${host}]` : host));

/** By policy: the guard must not send there either. */
const REFUSED = ['10.11.12.13', '169.254.169.254'];

const whyNot = whyNoNetwork();
if (whyNot) process.stderr.write(`SKIPPED: the proof that no packet passes the guard: ${whyNot}\n`);

test('the page about the proof has a line for each vector', () => {
  const text = readFileSync(new URL('../../../docs/egress-proof.md', import.meta.url), 'utf8');
  const outcome = (reason?: string) => (reason ? `no: ${reason}` : 'yes');
  const lines = VECTORS.map(
    ({ id, silent }) => `| \`${id}\` | ${outcome(silent?.full)} | ${outcome(silent?.shell)} |`,
  );
  expect(lines.filter((line) => !text.includes(`${line}\n`))).toEqual([]);
});

/** By flags alone, in the network of whoever started it; and in a network of its own. */
const MODES: readonly BrowserNetworkMode[] = ['shared', 'namespace'];

let network: ProofNetwork;

describe.skipIf(whyNot)(
  `no packet passes the guard${whyNot ? ` (skipped: ${whyNot})` : ''}`,
  { timeout: TEST_TIMEOUT_MS },
  () => {
    beforeEach(async () => {
      network = await createProofNetwork('egress');
    });
    afterEach(() => network?.close());

    describe.each(findAllBrowsers())('%s', (path) => {
      const engine: Engine = path.includes('shell') ? 'shell' : 'full';

      test('unguarded, every vector leaks', async () => {
        const unguarded = network.run('unguarded.ts', path);
        await unguarded.line;
        const expected = VECTORS.filter(({ silent }) => silent?.[engine] === undefined);
        expect(expected.length).toBeGreaterThanOrEqual(FEWEST);
        const missing = () => silentOf(expected);
        for (let round = 1; round < ROUNDS && !(await isEmptySoon(missing)); round += 1)
          for (const id of missing()) unguarded.tell(id);
        await expect.poll(missing, POLL).toEqual([]);
        // What the browser calls by itself is seen by the same counters.
        const callsHome = () => [...network.names()].some((name) => MAKERS_DOMAIN.test(name));
        if (engine === 'full') await expect.poll(callsHome, POLL).toBe(true);
      });

      test.each(MODES)(
        'guarded (%s), none does, and no report names a call of the browser',
        async (mode) => {
          const run: GuardedRun = JSON.parse(await network.run('guarded.ts', path, mode).line);
          const { browser, root } = network.packets();
          expect(browser).toEqual([]);
          expect(root.filter(({ address }) => REFUSED.includes(address))).toEqual([]);
          expect(new Set(run.ends)).toEqual(new Set(['done']));
          expect(run.hosts.length).toBeGreaterThanOrEqual(FEWEST);
          expect(run.hosts.filter((host) => !NAMED_BY_PAGES.includes(host))).toEqual([]);
        },
      );
    });

    test.each(MODES)('a browser (%s) whose guard is gone sends nothing past it', async (mode) => {
      const run: GuardGoneRun = JSON.parse(
        await network.run('guard-gone.ts', findBrowser(), mode).line,
      );
      expect(run.opened).toBe(VECTORS.length);
      const { browser, root } = network.packets();
      expect({ browser, root }).toEqual({ browser: [], root: [] });
      expect([...network.names()]).toEqual([]);
      observed(
        `${mode}: ${run.opened} ways out opened without the guard, ${browser.length} packets; the scan ended (${run.end})`,
      );
    });

    test(`a browser with nothing to do sends nothing in ${IDLE_SECONDS} s, not even to the guard`, async () => {
      const idle = findAllBrowsers().flatMap((path) =>
        MODES.map((mode) => network.run('idle.ts', path, mode, `${IDLE_SECONDS}`)),
      );
      const reached = await Promise.all(idle.map(({ line }) => line));
      expect(reached.map((line) => JSON.parse(line))).toEqual(reached.map(() => []));
      const { browser, root } = network.packets();
      expect({ browser, root }).toEqual({ browser: [], root: [] });
      expect([...network.names()]).toEqual([]);
    });
  },
);

async function isEmptySoon(list: () => string[]): Promise<boolean> {
  try {
    await expect.poll(list, POLL).toEqual([]);
    return true;
  } catch {
    // The last round's failure is the test's.
    return false;
  }
}

/** Those of which neither a packet to their own address was seen nor a question for their name. */
function silentOf(vectors: readonly AimedVector[]): string[] {
  const addresses = new Set(network.packets().browser.map(({ address }) => address));
  const names = network.names();
  return vectors
    .filter(({ aim, seenAt }) => {
      const { address = '', name = '' } = seenAt ?? aim;
      return !addresses.has(address) && !names.has(name);
    })
    .map(({ id }) => id);
}
