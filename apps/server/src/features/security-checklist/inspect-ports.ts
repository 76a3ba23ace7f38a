/** Asks the running server on its own ports, as a user's browser would. */
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import type { TLSSocket } from 'node:tls';

/** Loopback answers in milliseconds; a busy machine in a second. */
const ANSWER_TIMEOUT_MS = 5_000;

export type Probe =
  | { kind: 'answered'; status: number; location: string | undefined; protocol: string | null }
  /** Nobody listens, or whoever does hangs up. */
  | { kind: 'silent'; code: string };

export interface Probes {
  secure: Probe;
  /** Undefined where the port is turned off. */
  plain: Probe | undefined;
}

function ask(get: typeof getPlain | typeof getSecure, port: number, path: string): Promise<Probe> {
  return new Promise((resolve) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      agent: false,
      // Whether it is trusted is another check.
      rejectUnauthorized: false,
      timeout: ANSWER_TIMEOUT_MS,
    };
    const request = get(options, (response) => {
      response.resume();
      const protocol = 'getProtocol' in response.socket ? protocolOf(response.socket) : null;
      const { location } = response.headers;
      resolve({ kind: 'answered', status: response.statusCode ?? 0, location, protocol });
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ kind: 'silent', code: error.code ?? 'timeout' }),
    );
  });
}

function protocolOf(socket: object): string | null {
  return (socket as TLSSocket).getProtocol();
}

export async function probePorts(ports: { httpsPort: number; httpPort: number }): Promise<Probes> {
  const [secure, plain] = await Promise.all([
    ask(getSecure, ports.httpsPort, '/healthz'),
    ports.httpPort === 0 ? undefined : ask(getPlain, ports.httpPort, '/sign-in'),
  ]);
  return { secure, plain };
}
