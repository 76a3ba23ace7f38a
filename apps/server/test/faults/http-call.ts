/** Calls to a server process, over connections of their own or kept ones. */
import { Agent, request } from 'node:https';

export interface HttpCall {
  port: number;
  method?: string;
  path: string;
  token?: string;
  json?: object;
  bytes?: Buffer;
  /** Announced in place of the body's own length; the rest never comes. */
  announced?: number;
  headers?: Record<string, string>;
  /** Requests are limited by address. */
  localAddress?: string | undefined;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export const KEPT = new Agent({ keepAlive: true, maxSockets: 64, rejectUnauthorized: false });
/** Longer than any bound of the server's that a test waits for. */
const ANSWER_MS = 60_000;

/** Rejects when the connection ends without an answer. */
export function call(
  {
    port,
    method = 'GET',
    path,
    token,
    json,
    bytes,
    announced,
    headers = {},
    localAddress,
  }: HttpCall,
  agent: Agent | false = false,
): Promise<HttpAnswer> {
  const body = json ? Buffer.from(JSON.stringify(json)) : bytes;
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      rejectUnauthorized: false,
      agent,
      localAddress,
      timeout: ANSWER_MS,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { 'content-length': announced ?? body.length } : {}),
        ...(json ? { 'content-type': 'application/json' } : {}),
        ...(bytes ? { 'content-type': 'application/octet-stream' } : {}),
        ...headers,
      },
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    if (announced === undefined) sent.end(body);
    else if (body) sent.write(body);
  });
}
