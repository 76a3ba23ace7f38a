/** Makes a target look as the submission asked for: device, user agent, language, scripts. */
import type { ScanOptions } from '@webhood/contract';
import type { Protocol } from 'devtools-protocol';
import type { AttachedTarget } from '../browser/browser-context.ts';
import { disguise } from './stealth.ts';
import { workerIdentityScript } from './stealth-script.ts';
import { identify } from './user-agent.ts';

/** A common laptop; larger pictures cost time for little more evidence. */
const DESKTOP_VIEWPORT = { width: 1_280, height: 800 };
/** A common phone. Twice the density, not its real 2.6, halves the picture's cost. */
const MOBILE_VIEWPORT = { width: 412, height: 915 };
const MOBILE_SCALE = 2;
const MOBILE_TOUCH_POINTS = 5;
/** The headless shell sends no language at all unless it is told one. */
const DEFAULT_LANGUAGE = 'en-US';

const WORKER_KINDS = new Set(['worker', 'shared_worker', 'service_worker']);

export interface Emulation {
  readonly viewport: { width: number; height: number };
  readonly userAgent: string;
  attach(target: AttachedTarget): void;
}

export function createEmulation(
  options: ScanOptions,
  browser: { product: string; userAgent: string },
): Emulation {
  const isMobile = options.device === 'mobile';
  const viewport = options.viewport ?? (isMobile ? MOBILE_VIEWPORT : DESKTOP_VIEWPORT);
  const identity = identify(browser, {
    userAgent: options.userAgent,
    isMobile,
    isStealthy: options.stealth,
  });
  const override: Protocol.Network.SetUserAgentOverrideRequest = {
    ...identity,
    acceptLanguage: acceptLanguage(options.language ?? DEFAULT_LANGUAGE),
  };

  return {
    viewport,
    userAgent: identity.userAgent,
    attach(target) {
      const { session, kind } = target;
      session.post('Network.setUserAgentOverride', override);
      // Workers know this one only in the other domain.
      session.post('Emulation.setUserAgentOverride', override);
      const locale = (options.language ?? DEFAULT_LANGUAGE).replaceAll('-', '_');
      session.post('Emulation.setLocaleOverride', { locale });
      if (options.timeZone) {
        session.post('Emulation.setTimezoneOverride', { timezoneId: options.timeZone });
      }
      if (kind === 'service_worker') introduceScriptRequest(target, override);
      if (options.stealth) disguise(target, { viewport, isMobile });
      if (WORKER_KINDS.has(kind)) {
        // Nothing of the worker has run yet: it is paused until the capture lets it go.
        session.post('Runtime.evaluate', { expression: workerIdentityScript(identity) });
      }
      if (kind !== 'page' && kind !== 'popup' && kind !== 'iframe') return;
      if (!options.javascript)
        session.post('Emulation.setScriptExecutionDisabled', { value: true });
      if (kind === 'iframe') return;
      emulateDevice(target, viewport, isMobile);
      session.post('Emulation.setScrollbarsHidden', { hidden: !options.stealth || isMobile });
      // A page in the background would not be drawn.
      session.post('Emulation.setFocusEmulationEnabled', { enabled: true });
    },
  };
}

/**
 * The browser fetches a service worker's own script before there is a worker, and names itself as
 * it was built. That one request is held, and told who asks.
 */
function introduceScriptRequest(
  { session }: AttachedTarget,
  { userAgent, acceptLanguage = '' }: Protocol.Network.SetUserAgentOverrideRequest,
): void {
  const own = [
    { name: 'User-Agent', value: userAgent },
    { name: 'Accept-Language', value: weighted(acceptLanguage) },
  ];
  const names = new Set(own.map(({ name }) => name.toLowerCase()));
  session.on('Fetch.requestPaused', ({ requestId, request }) => {
    const others = Object.entries(request.headers)
      .filter(([name]) => !names.has(name.toLowerCase()))
      .map(([name, value]) => ({ name, value }));
    session.post('Fetch.continueRequest', { requestId, headers: [...others, ...own] });
    // The worker itself is told who it is, and asks for the rest.
    session.post('Fetch.disable');
  });
  session.post('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] });
}

function emulateDevice(
  { session }: AttachedTarget,
  viewport: { width: number; height: number },
  isMobile: boolean,
): void {
  session.post('Emulation.setDeviceMetricsOverride', {
    ...viewport,
    deviceScaleFactor: isMobile ? MOBILE_SCALE : 1,
    mobile: isMobile,
    ...(isMobile ? mobileScreen(viewport) : {}),
  });
  if (!isMobile) return;
  session.post('Emulation.setTouchEmulationEnabled', {
    enabled: true,
    maxTouchPoints: MOBILE_TOUCH_POINTS,
  });
}

/** On a phone the page has the whole screen, which stands upright or lies. */
function mobileScreen({ width, height }: { width: number; height: number }) {
  const isUpright = height >= width;
  const type = isUpright ? ('portraitPrimary' as const) : ('landscapePrimary' as const);
  return {
    screenWidth: width,
    screenHeight: height,
    screenOrientation: { type, angle: isUpright ? 0 : 90 },
  };
}

/** `fi-FI,fi` becomes `fi-FI,fi;q=0.9`, as the browser writes it. */
function weighted(languages: string): string {
  const [first = '', second] = languages.split(',');
  return second === undefined ? first : `${first},${second};q=0.9`;
}

/** `fi-FI` becomes `fi-FI,fi`; the browser adds the weights. */
function acceptLanguage(language: string): string {
  const [primary] = language.split('-');
  return primary === language ? language : `${language},${primary}`;
}
