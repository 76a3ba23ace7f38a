/**
 * What one browser context keeps is seen by no other, neither beside it nor after it. Each kind is
 * planted in one context, must be seen to be kept there, and is then looked for in a context that
 * was open all the time and in one that is made after the first has ended.
 */
import { createAddressPolicy } from '@webhood/network-policy';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type DnsServer,
  startDnsServer,
} from '../../../../packages/network-policy/src/dial/dns-server.fixture.ts';
import { countColours } from '../../../../test/sites/count-colours.ts';
import { findAllBrowsers } from '../../../../test/sites/find-test-browser.ts';
import { createEgressGuard, type EgressGuard } from '../egress/guard.ts';
import type { CdpSession } from './cdp-connection.ts';
import { NAME, type StateSite, startStateSite } from './context-state.fixture.ts';
import { type BrowserSupervisor, createBrowserSupervisor } from './supervisor.ts';

let site: StateSite;
let dns: DnsServer;
let guard: EgressGuard;

beforeAll(async () => {
  [site, dns] = await Promise.all([startStateSite(), startDnsServer(zones)]);
  guard = createEgressGuard({
    policy: createAddressPolicy({ allowNetworks: ['127.0.0.0/8'] }),
    nameServers: [dns.address],
  });
});
afterAll(async () => {
  await guard.close();
  await Promise.all([site.close(), dns.close()]);
});

const zones = { [NAME]: { A: ['127.0.0.1'], ttl: 3_600 } };

interface Visitor {
  session: CdpSession;
  frameId: string;
  control: CdpSession;
  contextId: string;
  /** It has been somewhere. */
  isOnPage(): boolean;
  go(url: string): Promise<void>;
  run(script: string): Promise<unknown>;
  leave(): Promise<void>;
}

async function visitor(supervisor: BrowserSupervisor): Promise<Visitor> {
  const { context, network } = await supervisor.openContext((source) => guard.open(source));
  // Workers and windows of a page wait to be let go.
  context.onTarget((target) => target.session.post('Runtime.runIfWaitingForDebugger'));
  const { session, targetId: frameId } = await context.openPage();
  await session.send('Page.enable');
  await session.send('Runtime.runIfWaitingForDebugger');
  const { control, id: contextId } = context;
  let isOnPage = false;
  return {
    isOnPage: () => isOnPage,
    session,
    frameId,
    control,
    contextId,
    async go(url) {
      const loaded = new Promise<void>((resolve) =>
        session.on('Page.loadEventFired', () => resolve()),
      );
      const { errorText } = await session.send('Page.navigate', { url });
      if (errorText) throw new Error(`${url}: ${errorText}`);
      await loaded;
      isOnPage = true;
    },
    async run(expression) {
      const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
        expression: `(async () => { ${expression} })()`,
        awaitPromise: true,
        returnByValue: true,
        userGesture: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
      return result.value;
    },
    async leave() {
      await context.dispose();
      await network.stop();
    },
  };
}

interface Kind {
  plant(at: Visitor): Promise<unknown>;
  isSeen(at: Visitor): Promise<unknown>;
}

const page = (scheme: string, path: string) => `${scheme}://${NAME}:${site.port}${path}`;
const onPage =
  (script: string, path = '/page') =>
  async (at: Visitor) => {
    await at.go(page('https', path));
    return at.run(script);
  };
/** Beside what the context has open, or on a page of its own. */
const inFrame = (script: string) => async (at: Visitor) => {
  if (!at.isOnPage()) await at.go(page('https', '/page'));
  return at.run(`
    const frame = document.createElement('iframe');
    frame.src = '/page';
    const isLoaded = new Promise((resolve) => { frame.onload = resolve; });
    document.body.append(frame);
    await isLoaded;
    const other = frame.contentWindow;
    // Long for one process of a machine to tell another; an answer that is due comes in some 20 ms.
    const hears = (begin) => new Promise((resolve) => {
      begin(() => resolve(true));
      setTimeout(() => resolve(false), 400);
    });
    ${script}`);
};

const KINDS: Record<string, Kind> = {
  'that the site is for TLS only (HSTS)': {
    plant: (at) => at.go(page('https', '/plant')),
    async isSeen(at) {
      await at.go(page('http', '/page'));
      return at.run('return location.protocol === "https:" && way === "https"');
    },
  },
  'what the site wants to be told (Accept-CH, Critical-CH)': {
    plant: (at) => at.go(page('https', '/plant')),
    isSeen: onPage('return isHinted'),
  },
  'the addresses of a name': {
    plant: (at) => at.go(page('https', '/fresh')),
    async isSeen(at) {
      const before = dns.questions().length;
      await at.go(page('https', '/fresh'));
      return dns.questions().length === before;
    },
  },
  'the icon of a site': {
    plant: async (at) => void (await loadIcon(at)),
    isSeen: loadIcon,
  },
  'a permission': {
    plant: ({ control, contextId: browserContextId }) =>
      control.send('Browser.setPermission', {
        permission: { name: 'geolocation' },
        setting: 'granted',
        browserContextId,
      }),
    isSeen: onPage(`
      return (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted';`),
  },
  'the pages that were visited': {
    plant: (at) => at.go(page('https', '/visited')),
    isSeen: onPage('return history.length > 2'),
  },
};

async function loadIcon(at: Visitor): Promise<boolean> {
  await at.go(page('https', '/page'));
  const icons = () => site.requests.filter((path) => path === '/icon').length;
  const before = icons();
  const options = { disableCache: false, includeCredentials: true };
  const { frameId } = at;
  await at.session.send('Network.loadNetworkResource', {
    frameId,
    url: page('https', '/icon'),
    options,
  });
  return icons() === before;
}

/** What only lives as long as the page that made it. */
const LIVE: Record<string, Kind> = {
  'a broadcast channel': {
    plant: onPage(`
      const channel = new BroadcastChannel('planted');
      channel.onmessage = ({ data }) => data === 'question' && channel.postMessage('answer');`),
    isSeen: inFrame(`
      const channel = new other.BroadcastChannel('planted');
      return hears((done) => {
        channel.onmessage = ({ data }) => data === 'answer' && done();
        channel.postMessage('question');
      });`),
  },
  'changes of storage': {
    plant: onPage(`
      onstorage = ({ key, newValue }) => key === 'question' && localStorage.setItem('answer', newValue);`),
    isSeen: inFrame(`
      return hears((done) => {
        other.onstorage = ({ key }) => key === 'answer' && done();
        other.localStorage.setItem('question', String(Math.random()));
      });`),
  },
  'a lock': {
    plant: onPage(`
      await new Promise((resolve) => navigator.locks.request('planted', () => {
        resolve();
        return new Promise(() => {});
      }));`),
    isSeen: inFrame('return (await other.navigator.locks.query()).held.length > 0'),
  },
  'a shared worker': {
    plant: onPage(`
      window.worker = new SharedWorker('/shared.js');
      await new Promise((resolve) => { worker.port.onmessage = resolve; });`),
    isSeen: inFrame(`
      const { port } = new other.SharedWorker('/shared.js');
      return (await new Promise((resolve) => { port.onmessage = resolve; })).data > 1;`),
  },
  'the name of a window': {
    plant: onPage(`
      const frame = document.createElement('iframe');
      frame.name = 'planted';
      document.body.append(frame);`),
    isSeen: inFrame(`
      return other.open('', 'planted') === window.frames['planted'];`),
  },
};

describe.each(findAllBrowsers())('with %s', (chromePath) => {
  let supervisor: BrowserSupervisor;
  const started: unknown[] = [];

  beforeAll(() => {
    supervisor = createBrowserSupervisor({
      chromePath: site.trusting(chromePath),
      log: {
        info: (_fields, event) => void (event === 'browser.started' && started.push(event)),
        warn() {},
      },
    });
  });
  afterAll(() => supervisor.close());

  test.each(Object.entries({ ...KINDS, ...LIVE }))(
    '%s is seen by no other context',
    async (_kind, { plant, isSeen }) => {
      const [first, neighbour] = await Promise.all([visitor(supervisor), visitor(supervisor)]);
      await plant(first);
      expect(await isSeen(first)).toBe(true);
      expect(await isSeen(neighbour)).toBe(false);
      await first.leave();
      const next = await visitor(supervisor);
      expect(await isSeen(next)).toBe(false);
      await Promise.all([neighbour.leave(), next.leave()]);
      expect(started).toHaveLength(1);
    },
  );

  test('no context keeps which links were visited, and none takes a detour that a site offers', async () => {
    const first = await visitor(supervisor);
    await first.go(page('https', '/plant'));
    await first.go(page('https', '/visited'));
    await first.go(page('https', '/page'));
    const { data } = await first.session.send('Page.captureScreenshot', { format: 'png' });
    expect(countColours(Buffer.from(data, 'base64'))).toBe(1);
    await first.run(
      'location.hash = "#"; document.body.style.background = "#00f"; document.querySelector("a").style.height = "50px"',
    );
    const control = await first.session.send('Page.captureScreenshot', { format: 'png' });
    expect(countColours(Buffer.from(control.data, 'base64'))).toBe(2);
    await first.leave();
    expect(site.detours()).toBe(0);
  });
});
