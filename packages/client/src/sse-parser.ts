/**
 * The `text/event-stream` grammar of the HTML standard, fed with decoded text in any cuts.
 * A browser's `EventSource` is not used because it cannot send a token and hides why it failed.
 */
export type SseMessage = { event: string; data: string; id: string | null };

/** A scan event has some kilobytes; a line beyond this is not one of ours. */
const LINE_LENGTH = 4 * 1024 * 1024;

export type SseParser = {
  push(text: string): SseMessage[];
  /** The newest, which need not have come with a message. */
  lastId(): string | null;
};

export function createSseParser(): SseParser {
  let rest = '';
  let event = '';
  let data: string[] = [];
  let id: string | null = null;
  let lastId: string | null = null;

  function take(line: string, messages: SseMessage[]): void {
    if (line === '') {
      lastId = id;
      if (data.length > 0) messages.push({ event: event || 'message', data: data.join('\n'), id });
      event = '';
      data = [];
      return;
    }
    const [field, value] = splitField(line);
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
  }

  return {
    push(text) {
      const messages: SseMessage[] = [];
      rest += text;
      // A lone CR at the very end may be half of a CRLF: keep it until more text is there.
      const held = rest.endsWith('\r') ? '\r' : '';
      const lines = rest.slice(0, rest.length - held.length).split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? '') + held;
      if (rest.length > LINE_LENGTH) throw new RangeError('event stream line is too long');
      for (const line of lines) take(line, messages);
      return messages;
    },
    lastId: () => lastId,
  };
}

/** `:comment` gives an empty field name, which nothing asks for. */
function splitField(line: string): [field: string, value: string] {
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}
