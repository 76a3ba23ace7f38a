// What a page can ask the browser about itself: names, versions, device, window.
// Each check answers true or throws/returns what it saw instead.
const checks = [];

function check(name, look) {
  checks.push({ name, look });
}

const isChrome = (brands) => brands.some(({ brand }) => brand === 'Google Chrome');
const majorOf = (text) => /Chrome\/(\d+)/.exec(text)?.[1];

check('user-agent', () => !/headless/i.test(navigator.userAgent) || navigator.userAgent);
check('app-version', () => navigator.userAgent.endsWith(navigator.appVersion));
check('vendor', () => navigator.vendor === 'Google Inc.' && navigator.productSub === '20030107');
check('hint-brands', () => {
  const { brands } = navigator.userAgentData;
  return isChrome(brands) || JSON.stringify(brands);
});
check('hint-version', () => {
  const { brands } = navigator.userAgentData;
  const version = brands.find(({ brand }) => brand === 'Chromium')?.version;
  return version === majorOf(navigator.userAgent) || version;
});
check('hint-platform', () => {
  const { platform } = navigator.userAgentData;
  const expected = { Linux: /Linux/, Windows: /Win/, macOS: /Mac/ }[platform];
  return expected.test(navigator.platform) && expected.test(navigator.userAgent);
});
check('hint-details', async () => {
  const names = ['architecture', 'bitness', 'platformVersion', 'fullVersionList', 'model'];
  const seen = await navigator.userAgentData.getHighEntropyValues(names);
  const isFull = isChrome(seen.fullVersionList) && seen.architecture && seen.bitness;
  return (isFull && seen.platformVersion !== undefined) || JSON.stringify(seen);
});
check('header-user-agent', async () => {
  const headers = await (await fetch('/bot-checks/headers')).json();
  return headers['user-agent'] === navigator.userAgent || headers['user-agent'];
});
check('header-hints', async () => {
  const headers = await (await fetch('/bot-checks/headers')).json();
  return /Google Chrome/.test(headers['sec-ch-ua'] ?? '') || String(headers['sec-ch-ua']);
});
check('header-language', async () => {
  const headers = await (await fetch('/bot-checks/headers')).json();
  const first = (headers['accept-language'] ?? '').split(',')[0];
  return first === navigator.language || `${first} and ${navigator.language}`;
});
check('languages', () => navigator.languages[0] === navigator.language);
check('webdriver', () => navigator.webdriver === false || String(navigator.webdriver));
check('chrome-object', () => typeof window.chrome === 'object' && window.chrome !== null);
check('chrome-functions', () => {
  const { app, csi, loadTimes } = window.chrome;
  return [typeof app, typeof csi, typeof loadTimes].join() === 'object,function,function';
});
check('plugins', () => navigator.plugins.length === 5 || String(navigator.plugins.length));
check('plugin-types', () => {
  const [first] = navigator.plugins;
  return (
    navigator.plugins instanceof PluginArray &&
    first instanceof Plugin &&
    first[0] instanceof MimeType &&
    first[0].enabledPlugin.name === 'PDF Viewer'
  );
});
check('mime-types', () => navigator.mimeTypes['application/pdf'] !== undefined);
check('pdf-viewer', () => navigator.pdfViewerEnabled);
check('notification-permission', async () => {
  const { state } = await navigator.permissions.query({ name: 'notifications' });
  const { permission } = Notification;
  return (state === 'prompt' ? 'default' : state) === permission || `${state}, ${permission}`;
});
check('notification-default', () => Notification.permission === 'default');
check('webgl', () => {
  const gl = document.createElement('canvas').getContext('webgl');
  if (!gl) return 'no WebGL';
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = gl.getParameter(names.UNMASKED_RENDERER_WEBGL);
  const vendor = gl.getParameter(names.UNMASKED_VENDOR_WEBGL);
  return !/swiftshader|llvmpipe|subzero/i.test(renderer + vendor) || `${vendor}, ${renderer}`;
});
check('window-size', () => {
  const size = `${outerWidth}x${outerHeight} around ${innerWidth}x${innerHeight}`;
  return (outerWidth >= innerWidth && outerHeight > innerHeight) || size;
});
check('screen-size', () => {
  const { width, height } = screen;
  return (width >= outerWidth && height >= outerHeight && width > 800) || `${width}x${height}`;
});
check('taskbar', () => screen.availHeight < screen.height || `${screen.availHeight}`);
check('view-is-not-screen', () => innerHeight !== screen.height);
check('colour-depth', () => screen.colorDepth === 24 || String(screen.colorDepth));
check('processors', () => navigator.hardwareConcurrency >= 4 || navigator.hardwareConcurrency);
check('memory', () => [4, 8, 16, 32].includes(navigator.deviceMemory) || navigator.deviceMemory);
check('pointer', () => matchMedia('(hover: hover) and (pointer: fine)').matches);
check('no-touch', () => navigator.maxTouchPoints === 0 && !('ontouchstart' in window));
check('network-round-trip', () => navigator.connection.rtt > 0 || String(navigator.connection.rtt));
check('focus', () => document.hasFocus() && document.visibilityState === 'visible');
check('scroll-bar', () => {
  const box = document.createElement('div');
  box.style.cssText = 'width:100px;height:100px;overflow:scroll;position:absolute';
  document.body.append(box);
  const width = box.offsetWidth - box.clientWidth;
  box.remove();
  return width > 0 || String(width);
});
check('codecs', () => {
  const video = document.createElement('video');
  const h264 = video.canPlayType('video/mp4; codecs="avc1.42E01E"');
  const aac = video.canPlayType('audio/mp4; codecs="mp4a.40.2"');
  return (h264 === 'probably' && aac === 'probably') || `${h264}, ${aac}`;
});
check('speech', () => typeof speechSynthesis.getVoices === 'function');
check('media-devices', async () => {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.length > 0 || 'none';
});
check('fonts', () => {
  const context = document.createElement('canvas').getContext('2d');
  const widthOf = (family) => {
    context.font = `72px ${family}`;
    return context.measureText('mmmmmwwwwwlli').width;
  };
  return widthOf('serif') !== widthOf('monospace') && widthOf('sans-serif') > 0;
});
