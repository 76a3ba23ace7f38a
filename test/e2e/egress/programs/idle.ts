/**
 * Run inside: the scanner's browser with an empty page behind its guard, and nothing to do. Writes
 * what reached the guard, and stays until its input ends.
 */
import { setTimeout as after } from 'node:timers/promises';
import { createAddressPolicy } from '@webhood/network-policy';
import { BROWSER_NETWORK_MODES } from '../../../../apps/scanner/src/browser/browser-network.ts';
import { createBrowserSupervisor } from '../../../../apps/scanner/src/browser/supervisor.ts';
import { createEgressGuard } from '../../../../apps/scanner/src/egress/guard.ts';

const [chromePath = '', mode, seconds = ''] = process.argv.slice(2);
const network = BROWSER_NETWORK_MODES.find((known) => known === mode);
if (!network) throw new Error(`${mode} is no network of a browser`);
const guard = createEgressGuard({ policy: createAddressPolicy() });
const supervisor = createBrowserSupervisor({ chromePath, network, log: { info() {}, warn() {} } });
process.stdin.resume().on('end', async () => {
  await supervisor.close();
  await guard.close();
  process.exit(0);
});

const { context, network: session } = await supervisor.openContext(guard.open);
const { session: page } = await context.openPage();
// Every page begins paused.
await page.send('Runtime.runIfWaitingForDebugger');
await after(Number(seconds) * 1_000);
process.stdout.write(`${JSON.stringify(session.connections().map(({ host }) => host))}\n`);
