/** Makes a target look as the submission asked for: device, user agent, language, scripts. */
import type { ScanOptions } from '@webhood/contract';
import type { Protocol } from 'devtools-protocol';
import type { AttachedTarget } from '../browser/browser-context.ts';

/** A common laptop; larger pictures cost time for little more evidence. */
const DESKTOP_VIEWPORT = { width: 1_280, height: 800 };
/** A common phone. Twice the density, not its real 2.6, halves the picture's cost. */
const MOBILE_VIEWPORT = { width: 412, height: 915 };
const MOBILE_SCALE = 2;
const MOBILE_TOUCH_POINTS = 5;

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
  const version = /\/([\d.]+)/.exec(browser.product)?.[1] ?? '0.0.0.0';
  const userAgent = options.userAgent ?? defaultUserAgent(browser.userAgent, version, isMobile);
  const override: Protocol.Network.SetUserAgentOverrideRequest = {
    userAgent,
    ...(options.language ? { acceptLanguage: acceptLanguage(options.language) } : {}),
    // With a user agent of the submitter's no hints are sent: any we made up could contradict it.
    ...(options.userAgent ? {} : { userAgentMetadata: clientHints(version, isMobile) }),
    ...(options.userAgent ? {} : { platform: isMobile ? 'Linux armv81' : 'Linux x86_64' }),
  };

  return {
    viewport,
    userAgent,
    attach({ session, kind }) {
      session.post('Network.setUserAgentOverride', override);
      if (options.language) {
        session.post('Emulation.setLocaleOverride', { locale: options.language.replace('-', '_') });
      }
      if (kind !== 'page' && kind !== 'popup' && kind !== 'iframe') return;
      if (!options.javascript)
        session.post('Emulation.setScriptExecutionDisabled', { value: true });
      if (kind === 'iframe') return;
      session.post('Emulation.setDeviceMetricsOverride', {
        ...viewport,
        deviceScaleFactor: isMobile ? MOBILE_SCALE : 1,
        mobile: isMobile,
      });
      if (isMobile) {
        session.post('Emulation.setTouchEmulationEnabled', {
          enabled: true,
          maxTouchPoints: MOBILE_TOUCH_POINTS,
        });
      }
      // A page in the background would not be drawn.
      session.post('Emulation.setFocusEmulationEnabled', { enabled: true });
    },
  };
}

function defaultUserAgent(browserUserAgent: string, version: string, isMobile: boolean): string {
  if (!isMobile) return browserUserAgent.replace('HeadlessChrome/', 'Chrome/');
  const major = version.split('.')[0];
  return `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Mobile Safari/537.36`;
}

/** `fi-FI` becomes `fi-FI,fi;q=0.9`, as a browser set to that language sends it. */
function acceptLanguage(language: string): string {
  const [primary] = language.split('-');
  return primary === language ? language : `${language},${primary}`;
}

function clientHints(version: string, isMobile: boolean): Protocol.Emulation.UserAgentMetadata {
  const major = version.split('.')[0] ?? '0';
  const brands = [
    { brand: 'Chromium', version: major },
    { brand: 'Not A(Brand', version: '24' },
  ];
  return {
    brands,
    fullVersionList: brands.map(({ brand, version: short }) => ({
      brand,
      version: short === major ? version : `${short}.0.0.0`,
    })),
    platform: isMobile ? 'Android' : 'Linux',
    platformVersion: isMobile ? '10' : '',
    architecture: isMobile ? '' : 'x86',
    model: isMobile ? 'K' : '',
    mobile: isMobile,
  };
}
