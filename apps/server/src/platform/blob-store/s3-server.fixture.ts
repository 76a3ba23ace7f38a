/** A real S3-speaking server (s3rver) on loopback, with a bucket and a folder of its own. */
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import S3rver from '@20minutes/s3rver';
import { BUCKET, settingsFor } from './s3-test-settings.fixture.ts';
import type { S3Settings } from './storage-settings.ts';

export interface S3TestServer {
  url: string;
  settings(change?: Partial<S3Settings>): S3Settings;
  /** Files of what is there. */
  leftovers(): Promise<string[]>;
  /** Puts other bytes of the same length in the place of an object's. */
  replace(name: string, content: Buffer): Promise<void>;
  close(): Promise<void>;
}

/**
 * s3rver expects the signature of a bucket's path without the slash at its end, which the SDK
 * signs: where a test lists, signatures are not held against it (unknown keys are, always).
 */
export async function startS3Server({ strict = false } = {}): Promise<S3TestServer> {
  const dir = await mkdtemp(path.join(tmpdir(), 'webhood-s3-'));
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: dir,
    allowMismatchedSignatures: !strict,
    configureBuckets: [{ name: BUCKET, configs: [] }],
  });
  const { port } = await server.run();
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    settings: (change) => settingsFor(url, change),
    leftovers: async () => {
      const entries = await readdir(dir, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort();
    },
    replace: async (name, content) => {
      const entries = await readdir(dir, { recursive: true, withFileTypes: true });
      const found = entries.find(
        (entry) => entry.isFile() && entry.name.includes(name) && !/meta|md5/.test(entry.name),
      );
      if (!found) throw new Error(`there is no object ${name}`);
      await writeFile(path.join(found.parentPath, found.name), content);
    },
    close: async () => {
      server.httpServer.closeAllConnections();
      await server.close();
      await rm(dir, { recursive: true });
    },
  };
}

export interface Trouble {
  url: string;
  /** The next requests that are answered 503. */
  refuse(requests: number): void;
  /** Requests seen: method, path and query. */
  seen: string[];
  close(): Promise<void>;
}

/** A way to the server on which some requests are refused. */
export async function startTrouble(target: string): Promise<Trouble> {
  let refusals = 0;
  const seen: string[] = [];
  const proxy = http.createServer((request, response) => {
    const { method = '', url, headers } = request;
    seen.push(`${method} ${url}`);
    if (refusals > 0) {
      refusals -= 1;
      request.resume();
      response.writeHead(503).end();
      return;
    }
    const onward = http.request(`${target}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    refuse: (requests) => {
      refusals = requests;
    },
    seen,
    close: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
