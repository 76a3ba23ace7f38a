import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Client, createClient } from '@webhood/client';
import { freePort, type Run, webhood } from './processes.ts';

/** An installation of its own: data folder, ports, and the processes the test starts. */
export interface Installation {
  url: string;
  dataDir: string;
  env: Record<string, string>;
  /** Starts a process of this installation; stopped with it. */
  start(args: readonly string[], env?: Record<string, string>): Run;
  /** Until the server or the whole says that it is ready. */
  ready(started: Run): Promise<void>;
  /** Runs a command of this installation to its end and returns its standard output. */
  command(args: readonly string[], input?: string): Promise<string>;
  /** A client with a new API token. */
  /** `fetch` in place of the usual one. */
  client(fetch?: typeof globalThis.fetch): Promise<Client>;
  /** A new scanner's token and process, allowed to scan loopback. */
  addScanner(name: string): Promise<Run>;
  close(): Promise<void>;
}

/** `settings` are for every process and command of it. */
export async function createInstallation(
  settings: Record<string, string> = {},
): Promise<Installation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'webhood-e2e-'));
  const httpsPort = await freePort();
  const url = `https://localhost:${httpsPort}`;
  const env = {
    WEBHOOD_DATA_DIR: dataDir,
    WEBHOOD_HTTPS_PORT: String(httpsPort),
    WEBHOOD_HTTP_PORT: '0',
    EXTERNAL_URL: url,
    SCANNER_ALLOW_NETWORKS: '127.0.0.0/8',
    ...settings,
  };
  const running: Run[] = [];

  const start: Installation['start'] = (args, extra = {}) => {
    const started = webhood(args, { env: { ...env, ...extra } });
    running.push(started);
    return started;
  };
  const command: Installation['command'] = async (args, input) => {
    const done = webhood(args, { env, ...(input === undefined ? {} : { input }) });
    const code = await done.exited;
    if (code !== 0) throw new Error(`webhood ${args[0]} ended with ${code}\n${done.stderr()}`);
    return done.stdout();
  };

  return {
    url,
    dataDir,
    env,
    start,
    ready: async (started) => {
      await started.waitForOutput(/Webhood is ready/);
    },
    command,
    client: async (fetch) => {
      const args = ['tokens', 'create', '--name', 'test', '--role', 'api_user', '--json'];
      const { token } = JSON.parse(await command(args));
      trust(join(dataDir, 'tls', 'cert.pem'));
      return createClient({ baseUrl: url, token, fetch });
    },
    addScanner: async (name) => {
      const { token } = JSON.parse(await command(['scanners', 'create', '--name', name, '--json']));
      return start(['scanner'], { ENDPOINT: url, SCANNER_TOKEN: token });
    },
    close: async () => {
      for (const one of running.toReversed()) await one.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** From now on `fetch` in this process also accepts this certificate. */
function trust(certFile: string): void {
  setDefaultCACertificates([...getCACertificates(), readFileSync(certFile, 'utf8')]);
}
