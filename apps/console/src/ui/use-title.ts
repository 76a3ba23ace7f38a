import { useEffect } from 'react';
import { strings } from './strings.ts';

/** The window's title. What a page chose may be in it: a title is never interpreted. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? strings.product : `${title} · ${strings.product}`;
  }, [title]);
}
