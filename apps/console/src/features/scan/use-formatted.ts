import { useEffect, useState } from 'react';

/** The document formatted by a worker; null while it works, or when it is not wanted. */
export function useFormatted(html: string, wanted: boolean): string | null {
  const [formatted, setFormatted] = useState<{ of: string; text: string } | null>(null);
  const done = formatted?.of === html;
  useEffect(() => {
    if (!wanted || done) return;
    const worker = new Worker(new URL('./format-html.worker.ts', import.meta.url), {
      type: 'module',
    });
    worker.onmessage = ({ data }: MessageEvent<string>) => setFormatted({ of: html, text: data });
    // What cannot be formatted is shown as it is.
    worker.onerror = () => setFormatted({ of: html, text: html });
    worker.postMessage(html);
    return () => worker.terminate();
  }, [html, wanted, done]);
  return wanted && done ? formatted.text : null;
}
