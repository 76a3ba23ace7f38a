import { LEASE_TIMES, PROTOCOL } from '@webhood/contract';
import { createAddressPolicy, watchOwnAddresses } from '@webhood/network-policy';
import { NO_TRACING, openTracing, type Tracing } from '@webhood/tracing';
import pino from 'pino';
import { createAdmission } from './admission.ts';
import { createBrowserSupervisor } from './browser/supervisor.ts';
import { createCapturer } from './capture/capture.ts';
import { adjustLimits } from './capture/limits.ts';
import { parseConfig, type ScannerConfig } from './config.ts';
import { createCounts } from './counts.ts';
import { createEgressGuard } from './egress/guard.ts';
import { createJobRunner } from './job-runner.ts';
import { createLeaseLoop, type LeaseLoop, type Refusal } from './lease-loop.ts';
import { createServerClient } from './server-client.ts';
import { SCANNER_VERSION } from './version.ts';

const parsed = parseConfig(await environment());
if (parsed.kind === 'invalid') {
  refuse(parsed.code, parsed.faults.join('\n'));
} else {
  await run(parsed.config);
}

/**
 * Ours, and what a parent adds that starts us beside a server which is not up yet: it has no token
 * for us before. Should the parent go, nothing is left to wait for and the process ends.
 */
async function environment(): Promise<NodeJS.ProcessEnv> {
  const { SCANNER_TOKEN, SCANNER_TOKEN_FILE } = process.env;
  if (!process.send || SCANNER_TOKEN || SCANNER_TOKEN_FILE) return process.env;
  const { promise, resolve } = Promise.withResolvers<NodeJS.ProcessEnv>();
  process.once('message', (message: unknown) => resolve({ ...process.env, ...addedBy(message) }));
  return promise;
}

function addedBy(message: unknown): NodeJS.ProcessEnv {
  const names = ['ENDPOINT', 'SCANNER_TOKEN', 'WEBHOOD_CA'];
  const isRecord = typeof message === 'object' && message !== null;
  return Object.fromEntries(
    Object.entries(isRecord ? message : {}).filter(
      ([name, value]) => names.includes(name) && typeof value === 'string',
    ),
  );
}

async function run(config: ScannerConfig): Promise<void> {
  let tracing: Tracing = NO_TRACING;
  const log = pino({
    level: config.logLevel,
    base: { service: 'scanner' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => ({ ...tracing.ids() }),
  });
  tracing = await openTracing(config.tracing, {
    name: 'webhood-scanner',
    version: SCANNER_VERSION,
    onFault: (error) => log.warn({ err: error }, 'tracing.export_failed'),
  });
  if (config.allowsPrivate) log.warn('scanner.private_networks_allowed');
  adjustLimits(config.limits);
  const { allowNetworks, concurrency, chromePath, endpoint, ca, proxies, browserNetwork } = config;
  const counts = createCounts();
  const supervisor = createBrowserSupervisor({
    chromePath,
    network: browserNetwork,
    log,
    meter: counts.browser,
  });
  const policy = createAddressPolicy({ allowNetworks, ownAddresses: watchOwnAddresses() });
  const egress = createEgressGuard({
    policy,
    log,
    meter: counts.guard,
    ...(proxies ? { proxies } : {}),
  });
  const capturer = createCapturer({ supervisor, egress, preparesAhead: true });
  const client = createServerClient({ endpoint, scannerToken: config.token, ca });
  let loop: LeaseLoop | undefined;
  let isStopping = false;

  const close = async (): Promise<void> => {
    isStopping = true;
    await loop?.stop(config.stopGraceMs);
    await supervisor.close();
    await egress.close();
    await client.close();
    await tracing.close();
  };
  onStopRequest(async () => {
    log.info('scanner.stopping');
    await close();
    log.info('scanner.stopped');
    process.exit(0);
  });

  let browserVersion: string;
  try {
    browserVersion = (await supervisor.warm()).product;
  } catch (error) {
    if (isStopping) return;
    refuse('browser_missing', error instanceof Error ? error.message : String(error));
    return;
  }
  if (isStopping) return;
  capturer.prepare();
  const runner = createJobRunner({
    client,
    capturer,
    version: SCANNER_VERSION,
    tracing,
    log,
  });
  const { longPollMs: waitMs } = LEASE_TIMES;
  loop = createLeaseLoop({
    client,
    runner,
    admission: createAdmission({ most: concurrency }),
    request: {
      protocol: PROTOCOL,
      version: SCANNER_VERSION,
      browserVersion,
      allowNetworks,
      waitMs,
      concurrency,
    },
    browserVersion: supervisor.product,
    posture: supervisor.posture,
    counts,
    log,
    // Whoever started this process tells people only now that scans will be taken.
    onConnected: () => {
      const { sandbox, sandboxReason, network, networkReason } = supervisor.posture();
      log.info(
        { concurrency, browserVersion, endpoint: endpoint.origin, network },
        'scanner.ready',
      );
      if (sandbox === 'off') log.error({ reason: sandboxReason }, 'browser.sandbox_off');
      if (network === 'shared') log.warn({ reason: networkReason }, 'browser.network_shared');
      process.send?.({ type: 'connected', allowNetworks });
    },
    onRefused: (refusal) => {
      const { code, message } = explain(refusal, config);
      void close().then(() => refuse(code, message));
    },
  });
  log.info({ endpoint: endpoint.origin }, 'scanner.connecting');
  loop.start();
}

/** A signal, or the end of the process that started this one and that nobody else would see. */
function onStopRequest(stop: () => Promise<void>): void {
  let isStopping = false;
  const request = (): void => {
    if (isStopping) return;
    isStopping = true;
    void stop();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, request);
  process.on('disconnect', request);
}

function explain(refusal: Refusal, { endpoint, ca }: ScannerConfig) {
  if (refusal.kind === 'token') {
    return {
      code: 'token_refused',
      message: `${endpoint.origin} does not accept SCANNER_TOKEN: it was replaced, revoked or is of another server. Make a new one there, with "npm run webhood -- scanners token ID" or in the console.`,
    };
  }
  if (refusal.kind === 'protocol') {
    return {
      code: 'protocol_refused',
      message: `${endpoint.origin} is of another version: this scanner speaks ${PROTOCOL} of the lease protocol, which is more than one minor version from the server's. Upgrade the older of the two.`,
    };
  }
  const { tlsCode } = refusal;
  const remedy =
    tlsCode === 'ERR_TLS_CERT_ALTNAME_INVALID'
      ? 'It is for other names: use one of them in ENDPOINT, or set EXTERNAL_URL on the server to the address used here and start it again.'
      : tlsCode === 'CERT_HAS_EXPIRED' || tlsCode === 'CERT_NOT_YET_VALID'
        ? 'Check the clocks of both machines, and renew the certificate.'
        : `${ca === undefined ? 'Copy' : 'It is not one of those in WEBHOOD_CA: copy'} data/tls/cert.pem from the server's machine to this one and set WEBHOOD_CA to the path of the copy.`;
  return {
    code: 'server_unreachable',
    message: `the certificate of ${endpoint.origin} is not trusted (${tlsCode}). ${remedy}`,
  };
}

function refuse(code: string, message: string): void {
  process.exitCode = 1;
  // The parent shows it, where there is one with a channel.
  if (process.send) process.send({ type: 'failed', code, message }, () => process.exit(1));
  else process.stderr.write(`webhood scanner: ${message} (${code})\n`, () => process.exit(1));
}
