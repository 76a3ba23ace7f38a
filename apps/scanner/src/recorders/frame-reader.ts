/** Source text that reads one frame's forms, scripts and storage in its isolated world. */

/** Arguments: an object with the bounds as JSON. The page's own clobbered names are not used. */
export const READ_FRAME = `function (boundsJson) {
  const bounds = JSON.parse(boundsJson);
  const text = (value, length) => String(value ?? '').slice(0, length);
  const get = (object, prototype, name) =>
    Object.getOwnPropertyDescriptor(prototype, name).get.call(object);
  const attribute = (element, name) => Element.prototype.getAttribute.call(element, name) ?? '';
  const scopes = [document];
  for (let index = 0; index < scopes.length && index < bounds.scopes; index += 1) {
    const walker = Document.prototype.createTreeWalker.call(document, scopes[index], NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const shadow = get(node, Element.prototype, 'shadowRoot');
      if (shadow) scopes.push(shadow);
    }
  }
  const all = (selector) =>
    scopes.flatMap((scope) => [
      ...(scope === document ? Document : DocumentFragment).prototype.querySelectorAll.call(
        scope,
        selector,
      ),
    ]);
  const isHidden = (field) => field instanceof HTMLInputElement && field.type === 'hidden';
  const describe = (field) => ({
    name: text(attribute(field, 'name') || attribute(field, 'id'), bounds.name),
    type: text(
      field instanceof HTMLInputElement ? get(field, HTMLInputElement.prototype, 'type') : field.localName,
      32,
    ),
    label: text(
      (
        (isHidden(field) ? '' : field.labels?.[0]?.textContent) ||
        attribute(field, 'aria-label') ||
        attribute(field, 'placeholder')
      )
        .replace(/\\s+/g, ' ')
        .trim(),
      bounds.label,
    ),
    autocomplete: text(attribute(field, 'autocomplete'), 64),
    inputMode: text(attribute(field, 'inputmode'), 32),
  });
  const fields = all('input, select, textarea');
  let fieldsLeft = bounds.fieldsInAll;
  const take = (some) => {
    const taken = some.slice(0, Math.min(bounds.fields, fieldsLeft));
    fieldsLeft -= taken.length;
    return taken.map(describe);
  };
  const base = get(document, Node.prototype, 'baseURI');
  const resolve = (address) => (URL.canParse(address, base) ? new URL(address, base).href : address);
  const buttons = all('button[formaction], input[formaction]').slice(0, bounds.buttons);
  const buttonActions = (form) => buttons
    .filter((button) => button.form === form)
    .map((button) => text(resolve(attribute(button, 'formaction')) || location.href, bounds.url));
  const foundForms = all('form');
  const forms = foundForms.slice(0, bounds.forms).map((form) => ({
    action: text(resolve(attribute(form, 'action')) || location.href, bounds.url),
    method: text(get(form, HTMLFormElement.prototype, 'method'), 16),
    buttonActions: [...new Set(buttonActions(form))],
    fields: take(fields.filter((field) => field.form === form)),
  }));
  const outside = fields.filter((field) => !field.form && !isHidden(field));
  if (outside.length > 0) {
    forms.push({ action: '', method: '', buttonActions: [], fields: take(outside) });
  }
  let inlineLeft = bounds.inline;
  const foundScripts = all('script');
  const scripts = foundScripts.slice(0, bounds.scripts).map((script) => {
    const type = text(attribute(script, 'type'), 64);
    const url = attribute(script, 'src') && get(script, HTMLScriptElement.prototype, 'src');
    if (url) return { type, url: text(url, bounds.url) };
    const source = get(script, Node.prototype, 'textContent');
    const isKept = source.length <= inlineLeft;
    if (isKept) inlineLeft -= source.length;
    return { type, length: source.length, ...(isKept ? { source } : {}) };
  });
  let storedLeft = bounds.stored;
  const stored = (name) => {
    const items = [];
    try {
      const area = window[name];
      for (let index = 0; index < area.length && index < bounds.items && storedLeft > 0; index += 1) {
        const key = area.key(index);
        const value = area.getItem(key) ?? '';
        const item = { key: text(key, bounds.name), value: text(value, bounds.value), length: value.length };
        storedLeft -= item.key.length + item.value.length;
        items.push(item);
      }
    } catch {
      // The browser keeps nothing for this frame.
    }
    return items;
  };
  const body = bounds.text > 0 && get(document, Document.prototype, 'body');
  const visible = body instanceof HTMLElement ? get(body, HTMLElement.prototype, 'innerText') : '';
  return {
    url: text(get(document, Document.prototype, 'URL'), bounds.url),
    origin: text(self.origin, bounds.url),
    name: text(window.name, bounds.name),
    forms,
    scripts,
    local: stored('localStorage'),
    session: stored('sessionStorage'),
    meta: all('meta').slice(0, bounds.meta).map((meta) => ({
      name: text(
        attribute(meta, 'name') || attribute(meta, 'property') || attribute(meta, 'http-equiv'),
        bounds.name,
      ),
      content: text(attribute(meta, 'content'), bounds.value),
    })).filter(({ name }) => name !== ''),
    text: visible.slice(0, bounds.text),
    totals: { forms: foundForms.length, scripts: foundScripts.length, text: visible.length },
    standardGlobals: bounds.globals ? Object.getOwnPropertyNames(globalThis) : [],
  };
}`;

/**
 * For the page's own world: what `window` owns, no getter called. A page that replaces what these
 * use can only lie about itself. Names alone at first: looking at what they stand for makes the
 * engine build each of a thousand standard objects, which takes longer than all other reading.
 */
export const LIST_GLOBALS = `Object.getOwnPropertyNames(window).slice(0, 20000).map((name) => name.slice(0, 200))`;

/** A name that was cut, or is gone meanwhile, has no type that is known. */
export function typesOfGlobals(names: readonly string[]): string {
  return `${JSON.stringify(names)}.map((name) => {
    const descriptor = Object.getOwnPropertyDescriptor(window, name);
    if (!descriptor) return 'unknown';
    return 'value' in descriptor ? typeof descriptor.value : 'accessor';
  })`;
}
