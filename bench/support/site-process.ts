/** The fixture site in a process of its own, so that serving is not counted as scanning. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startSite } from '../../test/sites/site-server.ts';

export interface SiteProcess {
  url: string;
  pid: number;
  close(): Promise<void>;
}

const ROLE = 'serve-fixture-site';

export async function startSiteProcess({ tls = false } = {}): Promise<SiteProcess> {
  const child = fork(fileURLToPath(import.meta.url), [ROLE, ...(tls ? ['tls'] : [])]);
  const [url] = await once(child, 'message');
  return {
    url: String(url),
    pid: child.pid ?? 0,
    async close() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

if (process.argv[2] === ROLE && process.send) {
  const site = await startSite({ tls: process.argv[3] === 'tls' });
  process.once('disconnect', () => void site.close());
  process.send(site.url);
}
