/**
 * Runs in every window and worker before the page's own code, as source text because it runs in
 * another program. Each change is made only where the browser differs from a desktop Chrome.
 *
 * A replaced function must not show: it calls the original first, so that it fails as the original
 * does; its frames are taken out of the error's stack; it is a method, so it has no `prototype`.
 * All of them come from one place in this text, so `toString` of any window knows them by their
 * text, also those of other windows.
 */
import { STEALTH_WINDOW_SCRIPT } from './stealth-window-script.ts';

export const TOOLS = `
  const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const nativeText = Function.prototype.toString;
  const captureStack = Error.captureStackTrace;
  const disguised = (original, answer) => {
    const made = {
      method(...input) {
        try {
          return answer(apply(original, this, input), input, this);
        } catch (error) {
          captureStack(error, made);
          throw error;
        }
      },
    }.method;
    for (const key of ['length', 'name']) {
      defineProperty(made, key, getOwnPropertyDescriptor(original, key));
    }
    return made;
  };
  const madeText = apply(nativeText, disguised(() => {}, (x) => x), []);
  const replaceMethod = (holder, name, answer) => {
    const found = holder && getOwnPropertyDescriptor(holder, name);
    if (!found) return;
    defineProperty(holder, name, { ...found, value: disguised(found.value, answer) });
  };
  const replaceGetter = (holder, name, answer) => {
    const found = holder && getOwnPropertyDescriptor(holder, name);
    if (!found) return;
    defineProperty(holder, name, { ...found, get: disguised(found.get, answer) });
  };
  const nameOf = (callee) => {
    const found = getOwnPropertyDescriptor(callee, 'name');
    return found && typeof found.value === 'string' ? found.value : '';
  };
  replaceMethod(Function.prototype, 'toString', (text, input, callee) =>
    text === madeText ? 'function ' + nameOf(callee) + '() { [native code] }' : text);
`;

/** Software drawing is what servers have; an integrated Intel is what most laptops have. */
const DRAWING = `
  const names = {
    37445: 'Google Inc. (Intel)',
    37446: 'ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)',
  };
  for (const type of ['WebGLRenderingContext', 'WebGL2RenderingContext']) {
    replaceMethod(globalThis[type]?.prototype, 'getParameter', (value, [name]) =>
      typeof value === 'string' && /swiftshader|llvmpipe/i.test(value) || name === 37445
        ? names[name] ?? value : value);
  }
`;

const NETWORK = `
  const rtt = globalThis.NetworkInformation?.prototype;
  replaceGetter(rtt, 'rtt', (value) => value || 50);
  replaceGetter(rtt, 'downlink', (value) => value || 10);
`;

export const STEALTH_SCRIPT = `(() => {
  ${TOOLS}
  ${DRAWING}
  ${NETWORK}
  if (typeof window !== 'undefined') {
    ${STEALTH_WINDOW_SCRIPT}
  }
})();`;

/**
 * Workers keep the browser's own platform, and shared and service workers its own user agent too,
 * whatever the protocol was told.
 */
export function workerIdentityScript(identity: {
  userAgent: string;
  platform?: string | undefined;
}): string {
  const told = {
    userAgent: identity.userAgent,
    appVersion: identity.userAgent.replace(/^Mozilla\//, ''),
    ...(identity.platform ? { platform: identity.platform } : {}),
  };
  return `(() => {
    ${TOOLS}
    for (const [name, told] of Object.entries(${JSON.stringify(told)})) {
      if (navigator[name] !== told) replaceGetter(WorkerNavigator.prototype, name, () => told);
    }
  })();`;
}
