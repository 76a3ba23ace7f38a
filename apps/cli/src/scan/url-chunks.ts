import { SUBMISSION_BOUNDS } from '@webhood/contract';

/** A list may have four mebibytes; this leaves room for options and the marks of JSON. */
const CHUNK_BYTES = 3 * 1024 * 1024;

/** As many of the first URLs as fit into one list: at least one. */
export function firstChunk(urls: readonly string[]): string[] {
  let bytes = 0;
  let count = 0;
  while (count < urls.length && count < SUBMISSION_BOUNDS.bulkUrls) {
    bytes += Buffer.byteLength(JSON.stringify(urls[count])) + 1;
    if (bytes > CHUNK_BYTES && count > 0) break;
    count += 1;
  }
  return urls.slice(0, count);
}
