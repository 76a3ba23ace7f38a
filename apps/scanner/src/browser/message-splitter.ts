/**
 * DevTools messages on the pipe are JSON texts ended by a zero byte. A message past the bound is
 * skipped without being buffered: its head is enough to fail the call it answers.
 */
const HEAD_BYTES = 4_096;

export interface MessageSplitter {
  push(chunk: Buffer): void;
}

export function createMessageSplitter(deps: {
  maxBytes: number;
  onMessage: (text: string) => void;
  onOversized: (head: string, sizeBytes: number) => void;
}): MessageSplitter {
  let parts: Buffer[] = [];
  let sizeBytes = 0;
  let skipping = false;

  const add = (part: Buffer): void => {
    sizeBytes += part.length;
    if (skipping) return;
    parts.push(part);
    if (sizeBytes <= deps.maxBytes) return;
    skipping = true;
    parts = [Buffer.concat(parts).subarray(0, HEAD_BYTES)];
  };

  const finish = (): void => {
    const [only] = parts;
    const message = parts.length === 1 && only ? only : Buffer.concat(parts);
    const wasSkipped = skipping;
    const totalBytes = sizeBytes;
    parts = [];
    sizeBytes = 0;
    skipping = false;
    if (wasSkipped) deps.onOversized(message.toString('utf8'), totalBytes);
    else if (totalBytes > 0) deps.onMessage(message.toString('utf8'));
  };

  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
        add(chunk.subarray(start, end));
        finish();
        start = end + 1;
      }
      if (start < chunk.length) add(chunk.subarray(start));
    },
  };
}
