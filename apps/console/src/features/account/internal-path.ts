/**
 * The path to return to after signing in, if it is one of ours. It comes from the address bar,
 * where anyone can put anything: only a path may come through, never another origin.
 */
export function internalPath(value: unknown): string | null {
  if (typeof value !== 'string' || !value.startsWith('/')) return null;
  // Browsers read `//host` and `/\host` as another origin, and drop tabs and line ends on the way.
  if (/^\/\/|[\p{Cc}\\]/u.test(value)) return null;
  const path = new URL(value, 'https://console.invalid');
  return path.origin === 'https://console.invalid' ? value : null;
}
