/**
 * A real OpenID Connect provider on loopback. Whoever types a subject (and any password) on its
 * page is that person: `node identity-provider.ts '{"redirectUri": …, "people": …}'` prints its
 * issuer when it listens.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { argv } from 'node:process';
import { Provider } from 'oidc-provider';

export const CLIENT = { id: 'webhood', secret: 'a secret of the test provider' };

/** Claims by subject. */
export type People = Record<string, Record<string, unknown>>;

export interface IdentityProviderSettings {
  redirectUri: string;
  people: People;
  /** Of the client, if not the usual one. */
  secret?: string;
}

export interface IdentityProvider {
  issuer: URL;
  /** May be changed meanwhile. */
  people: People;
  close(): Promise<void>;
}

export async function startIdentityProvider(
  settings: IdentityProviderSettings,
): Promise<IdentityProvider> {
  const { redirectUri, people, secret = CLIENT.secret } = settings;
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const issuer = new URL(`http://127.0.0.1:${address.port}`);
  const provider = new Provider(issuer.origin, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: secret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    cookies: { keys: ['a key of the test provider'] },
    pkce: { required: () => true },
    claims: {
      openid: ['sub'],
      profile: ['preferred_username', 'groups'],
      email: ['email', 'email_verified'],
    },
    features: { devInteractions: { enabled: true } },
    findAccount: (_, subject) => ({
      accountId: subject,
      claims: () => ({ sub: subject, ...people[subject] }),
    }),
  });
  server.on('request', provider.callback());
  return {
    issuer,
    people,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

if (import.meta.main) {
  const started = await startIdentityProvider(JSON.parse(argv[2] ?? ''));
  process.stdout.write(`issuer ${started.issuer.origin}\n`);
}
