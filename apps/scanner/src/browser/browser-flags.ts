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
  // Sends the page's language, and text, to a translator.
  'Translate',
  // Ask the maker about pages before they are loaded, and fetch models for it.
  'OptimizationHints',
  'OptimizationGuideModelDownloading',
  // Sends the structure of forms to learn what their fields are.
  'AutofillServerCommunication',
  // Fetches the lists of certificate logs.
  'CertificateTransparencyComponentUpdater',
  // Asks the maker for the time.
  'NetworkTimeServiceQuerying',
  // News for a new tab.
  'InterestFeedContentSuggestions',
  // Look for screens in the local network, by multicast.
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

/** Of the discard service: browsers refuse it to pages, and hardly anything listens there. */
const NOWHERE_PORT = 9;

export function browserFlags(options: {
  profileDir: string;
  /** The small build that has no window at all and knows only one headless mode. */
  isHeadlessShell: boolean;
  /** /dev/shm is too small for Chromium's shared memory. */
  hasSmallSharedMemory: boolean;
}): string[] {
  return [
    // The small build writes every console message of a page to its error output, in the thread
    // that serves all scans. Errors and last words are written all the same.
    ...(options.isHeadlessShell ? ['--headless', '--enable-logging=none'] : ['--headless=new']),
    // A pipe that only this process holds; a port could be reached by the pages themselves.
    '--remote-debugging-pipe',
    `--user-data-dir=${options.profileDir}`,

    // Egress: the only way out is a proxy. Each context has the guard's listener of its own scan;
    // what the browser does outside of every context reaches port 9, where nothing listens.
    `--proxy-server=http://127.0.0.1:${NOWHERE_PORT}`,
    // Takes away the built-in direct path to loopback.
    '--proxy-bypass-list=<-loopback>',
    // The guard resolves names. Chromium would also ask by itself: for `dns-prefetch`, for WebRTC
    // and WebTransport servers, and ahead of connections it expects.
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    // UDP cannot go through the proxy: no HTTP/3,
    '--disable-quic',
    // and of WebRTC only what goes through it, which also ends its multicast DNS. The headless
    // shell knows the first spelling, the full browser the second.
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',

    // The browser's own calls. They would end at port 9 anyway; not made, they cost nothing.
    // Safe Browsing, field trials, update checks, and what else goes on without a page.
    '--disable-background-networking',
    // Downloads of parts that are not in the installation.
    '--disable-component-update',
    // A model of the page's looks, and its verdict to the maker.
    '--disable-client-side-phishing-detection',
    // Reports to the maker on how reachable its sites are.
    '--disable-domain-reliability',
    // Bookmarks and the like of a signed-in person, and the messages that keep them in step.
    '--disable-sync',
    // Crash reports.
    '--disable-breakpad',
    // Usage statistics are counted, and not sent.
    '--metrics-recording-only',
    `--disable-features=${FEATURES_OFF}`,

    // Nothing that waits for a person or a desktop: no welcome,
    '--no-first-run',
    '--no-default-browser-check',
    // no extensions, neither the distribution's nor those that come with the browser,
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-component-extensions-with-background-pages',
    // no question whether to send a form again or to end a slow page,
    '--disable-prompt-on-repost',
    '--disable-hang-monitor',
    // no keyring of the desktop,
    '--password-store=basic',
    '--use-mock-keychain',
    // no sound, and no message boxes.
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
