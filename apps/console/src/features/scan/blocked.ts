import type { Report } from '@webhood/contract';

/** One thing that was kept from happening: by the egress guard, or by the browser's own rules. */
export type Blocked = { by: 'guard' | 'browser'; target: string; isUrl: boolean; reason: string };

/** Each once, however often it was tried. */
export function blockedOf({
  connections,
  exchanges,
}: Pick<Report, 'connections' | 'exchanges'>): Blocked[] {
  const found = new Map<string, Blocked>();
  const add = (blocked: Blocked) => {
    const key = `${blocked.by} ${blocked.target} ${blocked.reason}`;
    if (!found.has(key)) found.set(key, blocked);
  };
  for (const { host, port, verdict, rule } of connections) {
    if (verdict !== 'refused') continue;
    add({ by: 'guard', target: `${host}:${port}`, isUrl: false, reason: rule ?? '' });
  }
  for (const { request, failure } of exchanges) {
    const reason = failure?.blockedReason ?? failure?.corsError;
    if (reason === undefined) continue;
    add({ by: 'browser', target: request.url, isUrl: true, reason });
  }
  return [...found.values()];
}
