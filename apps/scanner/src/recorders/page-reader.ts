/**
 * Functions that run inside the page, in an isolated world: the page's own scripts can neither see
 * nor replace what they use. Named elements can still shadow properties of `document`, so those
 * are read through the prototype. They are source text because they run in another program.
 */

/** Arguments: marker attribute, longest length, then the frame elements to mark. */
export const SERIALISE_DOCUMENT = `function (marker, maxLength, ...frames) {
  const read = (object, prototype, name) =>
    Object.getOwnPropertyDescriptor(prototype, name).get.call(object);
  const root = read(document, Document.prototype, 'documentElement');
  if (!root) return { html: '', length: 0 };
  const doctype = read(document, Document.prototype, 'doctype');
  const setAttribute = Element.prototype.setAttribute;
  const removeAttribute = Element.prototype.removeAttribute;
  const shadowRoots = [];
  const collect = (scope) => {
    const walker = Document.prototype.createTreeWalker.call(document, scope, NodeFilter.SHOW_ELEMENT);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      const shadow = node instanceof Element && read(node, Element.prototype, 'shadowRoot');
      if (!shadow) continue;
      shadowRoots.push(shadow);
      collect(shadow);
    }
  };
  collect(root);
  let html;
  frames.forEach((frame, index) => setAttribute.call(frame, marker, String(index)));
  try {
    html = shadowRoots.length === 0
      ? read(root, Element.prototype, 'outerHTML')
      : read(root.cloneNode(false), Element.prototype, 'outerHTML')
          .replace(/<\\/html>$/i, () => root.getHTML({ shadowRoots }) + '</html>');
  } finally {
    frames.forEach((frame) => removeAttribute.call(frame, marker));
  }
  const start = doctype ? '<!DOCTYPE ' + doctype.name + '>' : '';
  return { html: (start + html).slice(0, maxLength), length: start.length + html.length };
}`;

/** Arguments: bounds of title, links, link text and URL. */
export const DESCRIBE_DOCUMENT = `function (maxTitle, maxLinks, maxText, maxUrl) {
  const read = (object, prototype, name) =>
    Object.getOwnPropertyDescriptor(prototype, name).get.call(object);
  const text = (value, length) => String(value ?? '').slice(0, length);
  const root = read(document, Document.prototype, 'documentElement');
  const found = read(document, Document.prototype, 'links');
  const links = [];
  for (let index = 0; index < found.length && index < maxLinks; index += 1) {
    const link = found[index];
    const label = read(link, Node.prototype, 'textContent').slice(0, maxText * 4);
    links.push({
      url: text(link.href, maxUrl),
      text: label.replace(/\\s+/g, ' ').trim().slice(0, maxText),
    });
  }
  return {
    url: text(read(document, Document.prototype, 'URL'), maxUrl),
    title: text(read(document, Document.prototype, 'title'), maxTitle),
    titleLength: read(document, Document.prototype, 'title').length,
    language: root ? text(Element.prototype.getAttribute.call(root, 'lang'), 64) : '',
    mediaType: text(read(document, Document.prototype, 'contentType'), 200),
    links,
    linkCount: found.length,
  };
}`;
