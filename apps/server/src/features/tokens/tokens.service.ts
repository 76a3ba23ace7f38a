import type { ApiToken, CreatedToken, CreateToken } from '@webhood/contract';
import type { Logger } from 'pino';
import { equalHashes } from '../../platform/crypto/equal.ts';
import type { Keyring } from '../../platform/crypto/keyring.ts';
import { newId, newToken, tokenId } from '../../platform/crypto/opaque-token.ts';
import { notFound } from '../../platform/http/app-error.ts';
import type { Authorised, TokenPrincipal } from '../accounts/authorisation.service.ts';
import type { TokenRecord, TokenStore } from './tokens.store.ts';

interface TokenServiceDeps {
  store: TokenStore;
  keyring: Keyring;
  log: Logger;
}

function presentToken(record: TokenRecord): ApiToken {
  return {
    id: record.id,
    name: record.name,
    role: record.role,
    created: record.created_at.toISOString(),
    expires: record.expires_at?.toISOString() ?? null,
    lastUsed: record.last_used_at?.toISOString() ?? null,
    revoked: record.revoked_at !== null,
  };
}

export function createTokenService({ store, keyring, log }: TokenServiceDeps) {
  type Manage = Authorised<'tokens.manage'>;

  return {
    list: async (_: Manage): Promise<ApiToken[]> => (await store.list()).map(presentToken),

    /** The token itself is in this answer and nowhere else. */
    create: async ({ principal }: Manage, input: CreateToken): Promise<CreatedToken> => {
      const id = newId();
      const token = newToken(id);
      const record = await store.insert({
        id,
        name: input.name,
        role: input.role,
        hash: keyring.hash('api-token', token),
        createdBy: principal.name,
        expiresInDays: input.expiresInDays,
      });
      log.info({ tokenId: id, by: principal.id }, 'api_token.created');
      return { ...presentToken(record), token };
    },

    /** @throws AppError `not_found` */
    revoke: async ({ principal }: Manage, id: string): Promise<void> => {
      if (!(await store.revoke(id))) throw notFound('token');
      log.info({ tokenId: id, by: principal.id }, 'api_token.revoked');
    },

    /** Who a presented token belongs to; undefined when it is malformed, wrong, expired or revoked. */
    verify: async (token: string): Promise<TokenPrincipal | undefined> => {
      const id = tokenId(token);
      const candidate = id === undefined ? undefined : await store.candidate(id);
      if (!candidate?.isLive) return undefined;
      if (!equalHashes(candidate.hash, keyring.hash('api-token', token))) return undefined;
      if (candidate.isStale) await store.markUsed(candidate.id);
      return { kind: 'token', id: candidate.id, name: candidate.name, role: candidate.role };
    },
  };
}

export type TokenService = ReturnType<typeof createTokenService>;
