import type { ApiToken } from '@webhood/contract';

/** Whether the token is accepted, and if not why; the server decides, this is for display. */
export function tokenState(
  token: Pick<ApiToken, 'revoked' | 'expires'>,
  now: number,
): 'active' | 'expired' | 'revoked' {
  if (token.revoked) return 'revoked';
  return token.expires !== null && Date.parse(token.expires) <= now ? 'expired' : 'active';
}
