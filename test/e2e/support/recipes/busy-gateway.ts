/** Stands in front of a real server, and answers as a busy one does before it passes a request on. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { PROBLEM_STATUS, type Problem, type ProblemCode } from '@webhood/contract';

export interface BusyGateway {
  url: string;
  /** When each request came, in milliseconds, and what it was answered. */
  seen: { at: number; status: number }[];
  close(): Promise<void>;
}

export async function startBusyGateway(
  target: string,
  refusals: ProblemCode[],
  retryAfterSeconds: number,
): Promise<BusyGateway> {
  const left = [...refusals];
  const seen: BusyGateway['seen'] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const code = left.shift();
    if (code !== undefined) {
      const status = PROBLEM_STATUS[code];
      seen.push({ at: Date.now(), status });
      const problem = {
        type: 'about:blank',
        title: code,
        status,
        code,
        detail: 'Try again later.',
      };
      response.writeHead(status, {
        'content-type': 'application/problem+json',
        'retry-after': String(retryAfterSeconds),
      });
      response.end(JSON.stringify(problem satisfies Problem));
      return;
    }
    const answer = await fetch(target + request.url, {
      method: request.method ?? 'GET',
      headers: {
        authorization: request.headers.authorization ?? '',
        'content-type': 'application/json',
      },
      ...(body === '' ? {} : { body }),
    });
    seen.push({ at: Date.now(), status: answer.status });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(await answer.text());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
