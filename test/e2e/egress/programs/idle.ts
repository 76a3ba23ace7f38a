/**
 * Run inside: the scanner's browser with an empty page behind its guard, and nothing to do. Writes
 * what reached the guard, and stays until its input ends.
 */
import { setTimeout as after } from 'node:timers/promises';
import { createAddressPolicy } from '@webhood/network-policy';
import { createBrowserSupervisor } from '../../../../apps/scanner/src/browser/supervisor.ts';
import { createEgressGuard } from '../../../../apps/scanner/src/egress/guard.ts';

const [chromePath = '', seconds = ''] = process.argv.slice(2);
const guard = createEgressGuard({ policy: createAddressPolicy() });
const supervisor = createBrowserSupervisor({ chromePath, log: { info() {}, warn() {} } });
process.stdin.resume().on('end', async () => {
  await supervisor.close();
  await guard.close();
  process.exit(0);
});

const session = await guard.open();
const context = await supervisor.openContext({ proxyServer: session.proxyServer });
const { session: page } = await context.openPage();
// Every page begins paused.
await page.send('Runtime.runIfWaitingForDebugger');
await after(Number(seconds) * 1_000);
process.stdout.write(`${JSON.stringify(session.connections().map(({ host }) => host))}\n`);
