/** The part of the script that only windows need: what the headless shell leaves out of Chrome. */
const CHROME_OBJECT = `
  if (window.chrome === undefined) {
    const nothing = (name, answer) => {
      const original = { [name]() {} }[name];
      return disguised(original, answer);
    };
    const timing = () => performance.getEntriesByType('navigation')[0];
    const startMs = () => performance.timeOrigin;
    const chrome = {
      loadTimes: nothing('', () => {
        const entry = timing();
        const at = (ms) => (startMs() + (ms ?? 0)) / 1000;
        return {
          requestTime: at(0), startLoadTime: at(0), commitLoadTime: at(entry?.responseStart),
          finishDocumentLoadTime: at(entry?.domContentLoadedEventEnd),
          finishLoadTime: at(entry?.loadEventEnd), firstPaintTime: at(entry?.domInteractive),
          firstPaintAfterLoadTime: 0, navigationType: 'Other', wasFetchedViaSpdy: false,
          wasNpnNegotiated: false, npnNegotiatedProtocol: 'unknown',
          wasAlternateProtocolAvailable: false, connectionInfo: 'http/1.1',
        };
      }),
      csi: nothing('', () => ({
        onloadT: Math.trunc(startMs() + (timing()?.loadEventEnd ?? 0)),
        startE: Math.trunc(startMs()), pageT: performance.now(), tran: 15,
      })),
      app: {
        isInstalled: false,
        InstallState: {
          DISABLED: 'disabled', INSTALLED: 'installed', NOT_INSTALLED: 'not_installed',
        },
        RunningState: {
          CANNOT_RUN: 'cannot_run', READY_TO_RUN: 'ready_to_run', RUNNING: 'running',
        },
        getDetails: nothing('getDetails', () => null),
        getIsInstalled: nothing('getIsInstalled', () => false),
        runningState: nothing('runningState', () => 'cannot_run'),
      },
    };
    defineProperty(window, 'chrome', {
      value: chrome, writable: true, enumerable: true, configurable: false,
    });
  }
`;

/** Chrome's five names for its PDF viewer, which it shows whatever is installed. */
const PLUGINS = `
  if (navigator.plugins.length === 0) {
    const values = new WeakMap();
    const own = (target, key, value, enumerable) =>
      defineProperty(target, key, { value, enumerable, writable: false, configurable: true });
    // Getters of the prototypes refuse objects that are not the browser's, so these answer first.
    const teach = (prototype, names) => {
      for (const name of names) {
        const found = getOwnPropertyDescriptor(prototype, name);
        const kind = found.get ? 'get' : 'value';
        const original = found[kind];
        const guarded = { method(...input) {
          const known = values.get(this);
          return known ? known[name](...input) : apply(original, this, input);
        } }.method;
        for (const key of ['length', 'name']) {
          defineProperty(guarded, key, getOwnPropertyDescriptor(original, key));
        }
        const made = disguised(guarded, (value) => value);
        defineProperty(prototype, name, { ...found, [kind]: made });
      }
    };
    const makeList = (prototype, items, keyOf) => {
      const list = Object.create(prototype);
      items.forEach((item, index) => own(list, index, item, true));
      items.forEach((item) => own(list, keyOf(item), item, false));
      values.set(list, {
        length: () => items.length,
        item: (index) => items[index >>> 0] ?? null,
        namedItem: (key) => items.find((item) => keyOf(item) === String(key)) ?? null,
        refresh: () => undefined,
      });
      return list;
    };
    const typeNames = ['application/pdf', 'text/pdf'];
    const pluginNames = ['PDF Viewer', 'Chrome PDF Viewer', 'Chromium PDF Viewer',
      'Microsoft Edge PDF Viewer', 'WebKit built-in PDF'];
    const description = 'Portable Document Format';
    const kinds = new WeakMap();
    const makeType = (type, plugin) => {
      const made = Object.create(MimeType.prototype);
      kinds.set(made, type);
      values.set(made, { type: () => type, suffixes: () => 'pdf',
        description: () => description, enabledPlugin: () => plugin() });
      return made;
    };
    const plugins = pluginNames.map((name) => {
      const types = typeNames.map((type) => makeType(type, () => plugin));
      const plugin = makeList(Plugin.prototype, types, (item) => kinds.get(item));
      values.set(plugin, { ...values.get(plugin), name: () => name,
        filename: () => 'internal-pdf-viewer', description: () => description });
      kinds.set(plugin, name);
      return plugin;
    });
    const mimeTypes = typeNames.map((type) => makeType(type, () => plugins[0]));
    teach(Plugin.prototype, ['name', 'filename', 'description', 'length', 'item', 'namedItem']);
    teach(MimeType.prototype, ['type', 'suffixes', 'description', 'enabledPlugin']);
    teach(PluginArray.prototype, ['length', 'item', 'namedItem', 'refresh']);
    teach(MimeTypeArray.prototype, ['length', 'item', 'namedItem']);
    const pluginList = makeList(PluginArray.prototype, plugins, (item) => kinds.get(item));
    const typeList = makeList(MimeTypeArray.prototype, mimeTypes, (item) => kinds.get(item));
    replaceGetter(Navigator.prototype, 'plugins', () => pluginList);
    replaceGetter(Navigator.prototype, 'mimeTypes', () => typeList);
    replaceGetter(Navigator.prototype, 'pdfViewerEnabled', () => true);
  }
`;

/** An emulated screen is all free; a desktop keeps some of it for its task bar. */
const TASK_BAR = `
  const taskBarHeight = 48;
  replaceGetter(Screen.prototype, 'availHeight', (value, input, screen) =>
    navigator.maxTouchPoints === 0 && value === screen.height ? value - taskBarHeight : value);
`;

/** The headless shell refuses notifications whatever the permission is set to. */
const NOTIFICATIONS = `
  if (isSecureContext) {
    replaceGetter(window.Notification, 'permission', (value) =>
      value === 'denied' ? 'default' : value);
  }
`;

export const STEALTH_WINDOW_SCRIPT = `${CHROME_OBJECT}${PLUGINS}${TASK_BAR}${NOTIFICATIONS}`;
