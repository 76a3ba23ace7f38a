// biome-ignore-all lint/suspicious/noConsole: the console is part of what is checked
// Traces that driving or patching a browser leaves behind.
function nativeText(name) {
  return `function ${name}() { [native code] }`;
}

function getterOf(prototype, name) {
  return Object.getOwnPropertyDescriptor(prototype, name)?.get;
}

/** Opens a frame without a document of its own and hands over its window. */
async function inFrame(look) {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  try {
    return await look(frame.contentWindow);
  } finally {
    frame.remove();
  }
}

function inWorker(source) {
  const url = URL.createObjectURL(new Blob([`postMessage((${source})())`]));
  const worker = new Worker(url);
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
  }).finally(() => worker.terminate());
}

const GETTERS = ['webdriver', 'hardwareConcurrency', 'deviceMemory', 'plugins', 'languages'];

check('navigator-has-no-own', () => {
  const names = Object.getOwnPropertyNames(navigator);
  return names.length === 0 || names.join();
});
check('getters-look-native', () => {
  for (const name of GETTERS) {
    const getter = getterOf(Navigator.prototype, name);
    if (Function.prototype.toString.call(getter) !== nativeText(`get ${name}`)) return name;
    if (getter.name !== `get ${name}` || 'prototype' in getter) return name;
  }
  return true;
});
check('getters-look-native-from-a-frame', () =>
  inFrame((other) => {
    for (const name of GETTERS) {
      const text = other.Function.prototype.toString.call(getterOf(Navigator.prototype, name));
      if (text !== nativeText(`get ${name}`)) return text.slice(0, 100);
    }
    const tell = Function.prototype.toString;
    const text = other.Function.prototype.toString.call(tell);
    return text === nativeText('toString') || text.slice(0, 100);
  }),
);
check('getters-refuse-strangers', () => {
  for (const name of GETTERS) {
    try {
      getterOf(Navigator.prototype, name).call({});
      return name;
    } catch (error) {
      if (!(error instanceof TypeError) || error.message !== 'Illegal invocation') return name;
      if (/at Object\.apply|at Reflect|Proxy/.test(error.stack)) return error.stack;
    }
  }
  return true;
});
check('webgl-looks-native', () => {
  const { getParameter } = WebGLRenderingContext.prototype;
  if (String(getParameter) !== nativeText('getParameter')) return String(getParameter);
  try {
    getParameter.call({}, 1);
    return 'answered a stranger';
  } catch (error) {
    return (
      (error instanceof TypeError && !/Object\.apply|Reflect/.test(error.stack)) || error.stack
    );
  }
});
check('function-text-refuses-non-functions', () => {
  try {
    Object.create(Function.prototype.toString).toString();
    return 'answered';
  } catch (error) {
    return (error instanceof TypeError && !/Proxy|Reflect/.test(error.stack)) || error.stack;
  }
});
check('chrome-looks-native', () => {
  const text = String(window.chrome.loadTimes);
  return /\{ \[native code\] \}$/.test(text) || text.slice(0, 100);
});
// biome-ignore lint/security/noGlobalEval: only its text is looked at
check('eval-length', () => String(eval).length === 33);
check('frame-agrees', () =>
  inFrame((other) => {
    const told = (from) =>
      [
        from.navigator.webdriver,
        from.navigator.userAgent,
        from.navigator.hardwareConcurrency,
        from.navigator.plugins.length,
        from.navigator.platform,
        typeof from.chrome,
        from.navigator.connection.rtt > 0,
      ].join();
    return told(other) === told(window) || told(other);
  }),
);
check('frame-with-srcdoc-agrees', async () => {
  const frame = document.createElement('iframe');
  frame.srcdoc = '<p>x';
  document.body.append(frame);
  const early = frame.contentWindow.navigator.webdriver;
  await new Promise((resolve) => {
    frame.onload = resolve;
  });
  const { hardwareConcurrency, deviceMemory, webdriver } = frame.contentWindow.navigator;
  const own = [navigator.webdriver, navigator.hardwareConcurrency, navigator.deviceMemory];
  frame.remove();
  return (
    [webdriver, hardwareConcurrency, deviceMemory].join() === own.join() && early === webdriver
  );
});
check('worker-agrees', async () => {
  const look = () => [
    navigator.userAgent,
    navigator.platform,
    navigator.hardwareConcurrency,
    navigator.deviceMemory,
    navigator.languages.join(),
    navigator.userAgentData.brands.map(({ brand }) => brand).join(),
    Intl.DateTimeFormat().resolvedOptions().timeZone,
    Intl.DateTimeFormat().resolvedOptions().locale,
  ];
  const there = await inWorker(look);
  const here = look();
  const odd = there.findIndex((value, index) => value !== here[index]);
  return odd === -1 || `${there[odd]} and ${here[odd]}`;
});
check('worker-webgl-agrees', async () => {
  const look = () => {
    const gl = new OffscreenCanvas(1, 1).getContext('webgl');
    const names = gl?.getExtension('WEBGL_debug_renderer_info');
    return gl ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : 'no WebGL';
  };
  const there = await inWorker(look);
  return there === look() || `${there} and ${look()}`;
});
check('console-does-not-read', () => {
  let reads = 0;
  const bait = new Error('x');
  Object.defineProperty(bait, 'stack', { get: () => String(++reads) });
  console.debug(bait);
  const plain = {};
  Object.defineProperty(plain, 'id', { enumerable: true, get: () => ++reads });
  console.debug(plain);
  return reads === 0 || String(reads);
});
check('console-does-not-prepare-stacks', () => {
  let reads = 0;
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = () => String(++reads);
  console.debug(new Error('x'));
  Error.prepareStackTrace = before;
  return reads === 0 || String(reads);
});
check('worker-console-does-not-read', async () => {
  const reads = await inWorker(() => {
    let count = 0;
    const bait = new Error('x');
    Object.defineProperty(bait, 'stack', { get: () => String(++count) });
    console.debug(bait);
    return count;
  });
  return reads === 0 || String(reads);
});
check('stack-has-no-driver', () => {
  const { stack } = new Error('x');
  return !/pptr:|__puppeteer|__playwright|UtilityScript|evaluateHandle/.test(stack) || stack;
});
check('no-driver-globals', () => {
  const pattern =
    /^(cdc_|\$cdc_|__webdriver|__driver|__selenium|__puppeteer|__playwright|__pw|_phantom|callPhantom|__nightmare|domAutomation|_Selenium|calledSelenium|spawn|emit$|Buffer$)/;
  const found = [...Object.getOwnPropertyNames(window), ...Object.getOwnPropertyNames(document)];
  return found.filter((name) => pattern.test(name)).join() === '' || found.join();
});
check('no-driver-attributes', () => {
  const names = document.documentElement.getAttributeNames();
  return !names.some((name) => /webdriver|selenium|driver/.test(name));
});
check('broken-image', async () => {
  const image = new Image();
  document.body.append(image);
  await new Promise((resolve) => {
    image.onerror = resolve;
    image.src = '/bot-checks/no-such-image';
  });
  const size = `${image.width}x${image.height}`;
  image.remove();
  return size === '16x16' || size;
});
check('time-zone', () => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const text = new Date().toLocaleString('en', { timeZone, timeZoneName: 'longOffset' });
  const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(text) ?? [0, '+', 0, 0];
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '+' ? -1 : 1);
  return offset === new Date().getTimezoneOffset() || timeZone;
});
