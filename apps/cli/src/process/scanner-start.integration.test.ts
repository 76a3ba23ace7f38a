import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser } from '../../../../test/sites/find-test-browser.ts';
import { type Site, startSite } from '../../../../test/sites/site-server.ts';
import { runCli } from '../testing/run-cli.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite({ tls: true });
});
afterAll(() => site.close());

test('a scanner that lacks its server’s certificate says so once, with the remedy, and ends', async () => {
  const { exited, stderr, stdout } = runCli(['scanner'], {
    cwd: '/',
    env: {
      ENDPOINT: site.url,
      SCANNER_TOKEN: 'a-token-of-some-scanner',
      SCANNER_CHROME_PATH: findBrowser(),
    },
  });
  expect(await exited).toBe(1);
  expect(stderr()).toMatch(
    /^webhood: the certificate of https:\S+ is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)\. Copy data\/tls\/cert\.pem .*WEBHOOD_CA.*\(server_unreachable\)\n$/,
  );
  expect(stdout()).not.toContain('scanner.ready');
});
