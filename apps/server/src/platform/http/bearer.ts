import type { IncomingHttpHeaders } from 'node:http';

/** `Authorization: Bearer <token>`, `Authorization: <token>` (Webhood's way) or `API-Key: <token>`. */
export function tokenFromHeaders(headers: IncomingHttpHeaders): string | undefined {
  const authorization = headers.authorization?.trim();
  if (authorization) return authorization.replace(/^Bearer\s+/i, '');
  const apiKey = headers['api-key'];
  return typeof apiKey === 'string' && apiKey !== '' ? apiKey.trim() : undefined;
}
