/** Compares documents beside the page, which stays usable. One question, one answer. */
import { compareDom } from './dom-lines.ts';

self.onmessage = ({ data }: MessageEvent<{ a: string; b: string }>) => {
  self.postMessage(compareDom(data.a, data.b));
};
