import { formatHtml } from './format-html.ts';

/** Beside the page, so that a large document does not stop it. */
self.onmessage = ({ data }: MessageEvent<string>) => self.postMessage(formatHtml(data));
