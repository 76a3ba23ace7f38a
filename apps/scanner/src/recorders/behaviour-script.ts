/**
 * Runs in every window before the page's own code and tells what the page asks the browser for:
 * clipboard, permissions, notifications, printing. The page may break what it finds later, so all
 * that is used is taken at the start. Nothing is answered differently than without it.
 *
 * It reports through a function that it takes off the window before any page code can see it, or,
 * in a scan whose browser is not to give bindings away, through the console. Each report is one
 * text of five parts: kind, detail, URL of the window, title, text.
 */
import { TOOLS } from '../capture/stealth-script.ts';
import { PERMISSION_SCRIPT } from './behaviour-permissions-script.ts';

const REPORTS = `
  const slice = String.prototype.slice;
  const readHref = getOwnPropertyDescriptor(location, 'href').get;
  const cut = (text, length) => apply(slice, text, [0, length]);
  const textOf = (value) => {
    if (typeof value === 'string') return value;
    try {
      return value === undefined || value === null ? '' : String(value);
    } catch {
      return '';
    }
  };
  let left = bounds.reports;
  const tell = (kind, detail, text, title = '') => {
    if (left <= 0) return;
    left -= 1;
    const url = cut(apply(readHref, location, []), bounds.url);
    const parts = kind + '\\0' + detail + '\\0' + url + '\\0' + cut(title, bounds.title);
    send(parts + '\\0' + cut(text, bounds.text));
  };
`;

const CLIPBOARD = `
  const { then } = Promise.prototype;
  const after = (promise, next) => apply(then, promise, [next, () => {}]);
  const blobText = window.Blob.prototype.text;
  const getType = window.ClipboardItem?.prototype.getType;
  const clipboard = window.Clipboard?.prototype;
  replaceMethod(clipboard, 'writeText', (result, [text]) => {
    tell('clipboard', 'async_api', textOf(text));
    return result;
  });
  replaceMethod(clipboard, 'write', (result, [items]) => {
    try {
      after(apply(getType, items[0], ['text/plain']), (blob) =>
        after(apply(blobText, blob, []), (text) => tell('clipboard', 'async_api', text)));
    } catch {
      // No text in it, or nothing that the browser would take either.
    }
    return result;
  });

  const getSelection = window.getSelection;
  const selectionText = Selection.prototype.toString;
  const readFrom = (prototype, name) => {
    const { get } = getOwnPropertyDescriptor(prototype, name);
    return (object) => apply(get, object, []);
  };
  const focused = readFrom(Document.prototype, 'activeElement');
  const fieldParts = [HTMLTextAreaElement, HTMLInputElement].map(({ prototype }) => ({
    value: readFrom(prototype, 'value'),
    start: readFrom(prototype, 'selectionStart'),
    end: readFrom(prototype, 'selectionEnd'),
  }));
  const selected = () => {
    const field = focused(document);
    for (let index = 0; index < fieldParts.length; index += 1) {
      try {
        const { value, start, end } = fieldParts[index];
        const text = apply(slice, value(field), [start(field) ?? 0, end(field) ?? 0]);
        if (text !== '') return text;
      } catch {
        // Another kind of element.
      }
    }
    const selection = apply(getSelection, window, []);
    return selection ? apply(selectionText, selection, []) : '';
  };
  const lower = String.prototype.toLowerCase;
  replaceMethod(Document.prototype, 'execCommand', (result, [command]) => {
    const name = typeof command === 'string' ? apply(lower, command, []) : '';
    if (name !== 'copy' && name !== 'cut') return result;
    const text = selected();
    if (text !== '') tell('clipboard', 'copy_command', text);
    return result;
  });

  const { add, has } = WeakSet.prototype;
  const copied = new WeakSet();
  const eventType = readFrom(Event.prototype, 'type');
  replaceGetter(ClipboardEvent.prototype, 'clipboardData', (data, input, event) => {
    const type = eventType(event);
    if (data && (type === 'copy' || type === 'cut')) apply(add, copied, [data]);
    return data;
  });
  replaceMethod(DataTransfer.prototype, 'setData', (result, [format, text], data) => {
    const name = typeof format === 'string' ? apply(lower, format, []) : '';
    const isText = name === 'text' || name === 'text/plain';
    if (isText && apply(has, copied, [data])) tell('clipboard', 'copy_event', textOf(text));
    return result;
  });
`;

const NOTIFICATIONS = `
  const bodyOf = (options) => {
    try {
      return textOf(options?.body);
    } catch {
      return '';
    }
  };
  const registration = window.ServiceWorkerRegistration?.prototype;
  replaceMethod(registration, 'showNotification', (result, [title, options]) => {
    tell('notification', '', bodyOf(options), textOf(title));
    return result;
  });
  const found = getOwnPropertyDescriptor(window, 'Notification');
  if (typeof found?.value === 'function') {
    const original = found.value;
    const { construct: make } = Reflect;
    const construct = (target, input, callee) => {
      try {
        const made = make(target, input, callee === replaced ? target : callee);
        tell('notification', '', bodyOf(input[1]), textOf(input[0]));
        return made;
      } catch (error) {
        captureStack(error, construct);
        throw error;
      }
    };
    const replaced = new Proxy(original, { construct });
    defineProperty(window, 'Notification', { ...found, value: replaced });
    const back = getOwnPropertyDescriptor(original.prototype, 'constructor');
    defineProperty(original.prototype, 'constructor', { ...back, value: replaced });
    const originalText = apply(nativeText, original, []);
    replaceMethod(Function.prototype, 'toString', (text, input, callee) =>
      callee === replaced ? originalText : text);
  }
`;

const PRINT = `
  replaceMethod(window, 'print', (result) => {
    tell('print', '', '');
    return result;
  });
`;

export interface BehaviourBounds {
  /** Of one window; what a page does without end is told only so often. */
  reports: number;
  url: number;
  title: number;
  text: number;
}

export interface BehaviourChannel {
  via: 'binding' | 'console';
  /** Name of the binding, or what the lines begin with: nobody but the script may know it. */
  mark: string;
}

const BINDING = `
    const binding = window[mark];
    // A window that is used again for the next document has it already.
    if (typeof binding !== 'function') return;
    delete window[mark];
    const send = (text) => apply(binding, undefined, [text]);
`;
const CONSOLE = `
    const { debug } = console;
    const send = (text) => apply(debug, console, [mark + text]);
`;

export function behaviourScript(channel: BehaviourChannel, bounds: BehaviourBounds): string {
  return `(() => {
    const mark = ${JSON.stringify(channel.mark)};
    const bounds = ${JSON.stringify(bounds)};
    ${TOOLS}
    ${channel.via === 'binding' ? BINDING : CONSOLE}
    ${REPORTS}
    ${CLIPBOARD}
    ${PERMISSION_SCRIPT}
    ${NOTIFICATIONS}
    ${PRINT}
  })();`;
}
