import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { denyOnSocket } from './answers.ts';
import type { Gate } from './gate.ts';
import { forwardedRequestHeaders } from './headers.ts';
import { connectTarget, forwardTarget, type Target } from './target.ts';
import type { Traffic } from './traffic.ts';

interface Way {
  gate: Gate;
  traffic: Traffic;
}

/** CONNECT: TLS, and every WebSocket of Chromium. */
export async function openTunnel(
  { gate, traffic }: Way,
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
): Promise<void> {
  const target = connectTarget(request.url ?? '');
  const upstream = await reach(gate, client, target);
  if (upstream === undefined) return;
  client.write('HTTP/1.1 200 Connection established\r\n\r\n');
  if (head.length > 0) upstream.write(head);
  relay(traffic, client, upstream);
}

/** A plain request that wants to become something else: `ws://` from a client without CONNECT. */
export async function openUpgrade(
  { gate, traffic }: Way,
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
): Promise<void> {
  const target = forwardTarget(request.url ?? '');
  const upstream = await reach(gate, client, target);
  if (upstream === undefined || target === undefined) return;
  const headers = forwardedRequestHeaders(request.rawHeaders, target.authority, 'upgrade');
  const lines = [`${request.method ?? 'GET'} ${target.path} HTTP/1.1`];
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  upstream.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  if (head.length > 0) upstream.write(head);
  // From here on bytes are bytes, whatever the server answers: both ends are who they were.
  relay(traffic, client, upstream);
}

async function reach(
  gate: Gate,
  client: Duplex,
  target: Target | undefined,
): Promise<Socket | undefined> {
  // An error is always followed by `close`, which is where it is dealt with.
  client.on('error', () => client.destroy());
  if (target === undefined) {
    denyOnSocket(client, { kind: 'malformed' });
    return undefined;
  }
  const gone = new AbortController();
  // A reason of our own: the default one is an error with a stack, made for every connection.
  client.once('close', () => gone.abort('closed'));
  const outcome = await gate.connect(
    { host: target.host, port: target.port },
    'tunnel',
    gone.signal,
  );
  if (outcome.kind === 'connected' && !client.destroyed) return outcome.socket;
  if (outcome.kind === 'connected') outcome.socket.destroy();
  else if (!client.destroyed) denyOnSocket(client, outcome);
  return undefined;
}

function relay(traffic: Traffic, client: Duplex, upstream: Socket): void {
  const measure = () => traffic.measure(upstream);
  client.on('data', measure);
  upstream.on('data', measure);
  client.pipe(upstream);
  upstream.pipe(client);
  client.once('close', () => upstream.destroy());
  upstream.once('close', (hadError) => {
    // What has arrived is still delivered; a reset is passed on as one.
    if (hadError || client.writableFinished) client.destroy();
    else client.end(() => client.destroy());
  });
}
