import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, hostOf, OUTSIDE_ADDRESSES } from './addresses.ts';
import { createProofNetwork, type ProofNetwork, whyNoNetwork } from './network.ts';

const IDLE_SECONDS = 20;
/** No vector's. */
const INDEX = 5;
const SITE = hostOf('site', INDEX);
const HTTP = 80;
const DNS = 53;

const whyNot = whyNoNetwork();
if (whyNot) process.stderr.write(`SKIPPED: the proof that nobody else is contacted: ${whyNot}\n`);

let network: ProofNetwork | undefined;
beforeAll(async () => {
  if (!whyNot) network = await createProofNetwork('privacy');
});
afterAll(() => network?.close());

test.skipIf(whyNot)(
  `a default installation and its console contact nobody but the scanned site${whyNot ? ` (skipped: ${whyNot})` : ''}`,
  async () => {
    if (!network) throw new Error('no network');
    const { line } = network.run('default-installation.ts', `http://${SITE}/`, `${IDLE_SECONDS}`);
    await line;
    const { browser, root } = network.packets();
    expect(browser).toEqual([]);
    const places = new Set(root.map(({ address, port }) => `${address}:${port}`));
    expect(places).toEqual(
      new Set([`${addressOf(INDEX)}:${HTTP}`, `${OUTSIDE_ADDRESSES.v4}:${DNS}`]),
    );
    expect([...network.names()]).toEqual([SITE]);
  },
);
