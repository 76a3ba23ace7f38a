import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSelfSigned } from '../../../../../test/sites/certificate.ts';
import { type Origin, startOrigin } from '../proxy-client.fixture.ts';
import { startHttpProxy, type UpstreamProxy } from './upstream-proxy.fixture.ts';

/** Which authorities Node trusts is settled at its start, so each way is a process of its own. */
const PROBE = fileURLToPath(new URL('./https-proxy-probe.fixture.ts', import.meta.url));
const CREDENTIALS = { username: 'jo', password: 'pw' };

let folder: string;
let site: Origin;
let proxy: UpstreamProxy;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'webhood-https-proxy-'));
  const tls = await createSelfSigned(['127.0.0.1', 'localhost'], new Date());
  writeFileSync(join(folder, 'proxy.pem'), tls.cert);
  site = await startOrigin((_request, response) => response.end('hello'));
  proxy = await startHttpProxy({ tls, credentials: CREDENTIALS });
});
afterAll(async () => {
  await Promise.all([proxy.close(), site.close()]);
  rmSync(folder, { recursive: true, force: true });
});

async function probe(proxyUrl: string, env: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const child = spawn(process.execPath, [PROBE, proxyUrl, `beyond.com:${site.port}`], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(said);
}

const trusting = () => ({ NODE_EXTRA_CA_CERTS: join(folder, 'proxy.pem') });

it.each(['127.0.0.1', 'localhost'])(
  'a proxy over TLS at %s carries requests and tunnels once its certificate is trusted',
  async (host) => {
    expect(await probe(`https://jo:pw@${host}:${proxy.port}`, trusting())).toEqual({
      plain: [200, 'hello'],
      tunnel: [200, 'hello'],
      upstreams: ['https', 'https'],
    });
  },
);

it('a certificate that nobody vouches for ends it before the password is sent', async () => {
  const heads = proxy.heads.length;
  expect(await probe(`https://jo:pw@localhost:${proxy.port}`)).toMatchObject({
    plain: [502, 'proxy_tls_failed'],
    tunnel: [502, 'proxy_tls_failed'],
  });
  expect(proxy.heads).toHaveLength(heads);
});

it('a trusted certificate for another name ends it too', async () => {
  expect(await probe(`https://jo:pw@other.localhost:${proxy.port}`, trusting())).toMatchObject({
    tunnel: [502, 'proxy_tls_failed'],
  });
});

it('a proxy without TLS where TLS is asked for is told as that', async () => {
  const plainProxy = await startHttpProxy();
  const said = await probe(`https://127.0.0.1:${plainProxy.port}`, trusting());
  await plainProxy.close();
  expect(said).toMatchObject({ tunnel: [502, 'proxy_tls_failed'] });
});

it('a wrong password over TLS is told as that', async () => {
  expect(await probe(`https://jo:no@localhost:${proxy.port}`, trusting())).toMatchObject({
    plain: [502, 'proxy_auth_failed'],
    tunnel: [502, 'proxy_auth_failed'],
  });
});
