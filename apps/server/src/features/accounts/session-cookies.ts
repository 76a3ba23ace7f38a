import type { FastifyReply } from 'fastify';

/** `cookies`: `Set-Cookie` values. An answer with one is nobody else's. */
export function withCookies(reply: FastifyReply, cookies: string[]): void {
  for (const cookie of cookies) reply.header('set-cookie', cookie);
  reply.header('cache-control', 'no-store');
}
