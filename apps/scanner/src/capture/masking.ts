/**
 * Header and cookie values that came with the submission are write-only: they may be a tester's
 * session. Everywhere the report would repeat one, it shows the mask.
 */
import { MASKED, maskOptions, type ScanOptions } from '@webhood/contract';

export interface Masking {
  readonly options: ScanOptions;
  requestHeaders(headers: { name: string; value: string }[]): { name: string; value: string }[];
  cookieValue(name: string, value: string): string;
}

export function createMasking(options: ScanOptions): Masking {
  const headers = new Map(
    Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const cookies = new Map(options.cookies?.map(({ name, value }) => [name, value]));

  const cookieValue = (name: string, value: string): string =>
    cookies.get(name) === value && value !== '' ? MASKED : value;

  const cookieHeader = (value: string): string =>
    value
      .split('; ')
      .map((pair) => {
        const at = pair.indexOf('=');
        if (at === -1) return pair;
        const name = pair.slice(0, at);
        return `${name}=${cookieValue(name, pair.slice(at + 1))}`;
      })
      .join('; ');

  return {
    options: maskOptions(options),
    cookieValue,
    requestHeaders: (list) =>
      list.map(({ name, value }) => {
        const key = name.toLowerCase();
        if (key === 'cookie') return { name, value: cookieHeader(value) };
        return headers.get(key) === value && value !== ''
          ? { name, value: MASKED }
          : { name, value };
      }),
  };
}
