/** Run as a process: asks a site through a guard whose upstream proxy is the first argument. */
import { parseProxyUrl } from '@webhood/contract';
import { createAddressPolicy } from '@webhood/network-policy';
import { createEgressGuard } from '../guard.ts';
import { ask, drain, tunnelTo } from '../proxy-client.fixture.ts';

const [, , proxyUrl = '', authority = ''] = process.argv;
const parsed = parseProxyUrl(proxyUrl);
if (parsed.kind === 'invalid') throw new Error(parsed.fault);
const { proxy } = parsed;
const guard = createEgressGuard({
  policy: createAddressPolicy(),
  proxies: { http: proxy, https: proxy, bypasses: () => false },
});
const { proxyServer, connections } = await guard.open();

const plain = await ask(proxyServer, `http://${authority}/`);
const tunnel = await tunnelTo(proxyServer, authority);
tunnel.socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
const heard = tunnel.status === 200 ? await drain(tunnel.socket) : '';
tunnel.socket.destroy();

process.stdout.write(
  JSON.stringify({
    plain: [plain.status, plain.headers['x-webhood-failed'] ?? plain.body.toString()],
    tunnel: [tunnel.status, tunnel.headers['x-webhood-failed'] ?? heard.slice(-5)],
    upstreams: connections().map(({ upstream }) => upstream),
  }),
);
await guard.close();
