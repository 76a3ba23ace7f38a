/**
 * Chromium's command line. The browser runs hostile pages, so everything that talks to anyone but
 * the page is off, and nothing may leave except through the proxy of the scan's own context.
 */
const FEATURES_OFF = [
  // A scan of http:// must see what http:// serves, not a silent upgrade.
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  // Would keep a left page alive, frozen, beside the one that replaced it.
  'BackForwardCache',
  // Services that look things up with third parties.
  'Translate',
  'OptimizationHints',
  'OptimizationGuideModelDownloading',
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'InterestFeedContentSuggestions',
  'MediaRouter',
  'DialMediaRouteProvider',
  // Parts of the desktop window that start renderers of their own, which no scan looks at.
  'PreloadTopChromeWebUI',
  'InitialWebUI',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'WebUITabStrip',
  'GlobalMediaControls',
  'LensOverlay',
  'SidePanelPinning',
].join(',');

export function browserFlags(options: {
  profileDir: string;
  /** The small build that has no window at all and knows only one headless mode. */
  isHeadlessShell: boolean;
  /** /dev/shm is too small for Chromium's shared memory. */
  hasSmallSharedMemory: boolean;
}): string[] {
  return [
    options.isHeadlessShell ? '--headless' : '--headless=new',
    // A pipe that only this process holds; a port could be reached by the pages themselves.
    '--remote-debugging-pipe',
    `--user-data-dir=${options.profileDir}`,

    // Egress. Every context has its own proxy; what belongs to no context reaches port 9, where
    // nothing listens. `<-loopback>` takes away the built-in direct path to loopback.
    '--proxy-server=http://127.0.0.1:9',
    '--proxy-bypass-list=<-loopback>',
    // Names are resolved by the guard alone; the browser itself must never ask.
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    // UDP cannot go through the proxy.
    '--disable-quic',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',

    // No traffic of the browser's own.
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-client-side-phishing-detection',
    '--disable-domain-reliability',
    '--disable-sync',
    '--disable-breakpad',
    '--no-pings',
    '--metrics-recording-only',
    `--disable-features=${FEATURES_OFF}`,

    // Nothing that waits for a person or a desktop.
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-component-extensions-with-background-pages',
    '--disable-prompt-on-repost',
    '--disable-hang-monitor',
    '--password-store=basic',
    '--use-mock-keychain',
    '--mute-audio',
    '--noerrdialogs',
    // A popup is evidence; the capture bounds how many.
    '--disable-popup-blocking',

    // Several pages work at once and none is ever in front.
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    // A page that eats memory dies at 2 GiB instead of taking the machine along.
    '--js-flags=--max-old-space-size=2048',
    // There is no display; software drawing without a GPU process to start first.
    '--disable-gpu',
    // What a desktop has, with a task bar. The capture says what of it a page is shown.
    '--screen-info={1920x1080 workAreaBottom=48}',
    '--blink-settings=primaryPointerType=4,availablePointerTypes=4,primaryHoverType=2,availableHoverTypes=2',
    // `navigator.webdriver` would tell every page that nobody sits in front of it.
    '--disable-blink-features=AutomationControlled',
    // A machine without any is rare outside data centres; no page is ever allowed to use them.
    '--use-fake-device-for-media-stream',
    '--force-color-profile=srgb',
    ...(options.hasSmallSharedMemory ? ['--disable-dev-shm-usage'] : []),
  ];
}
