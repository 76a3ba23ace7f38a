/** The OpenID Connect provider: where to send people, and what it says of those who come back. */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';

export interface ProviderSettings {
  issuer: URL;
  clientId: string;
  clientSecret: string | undefined;
  scope: string;
}

/** What has to be kept until the person comes back. */
export interface Errand {
  state: string;
  nonce: string;
  codeVerifier: string;
}

export interface ProviderAnswer {
  issuer: string;
  subject: string;
  claims: Record<string, unknown>;
}

/** The provider is asked three times at most while somebody waits. */
const ANSWER_SECONDS = 10;

export function createProvider(settings: ProviderSettings, redirectUri: URL) {
  let found: Promise<Configuration> | undefined;

  /** Kept once it has worked: a provider that is away does not keep the server from starting. */
  function configuration(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = settings;
    found ??= discovery(issuer, clientId, clientSecret, undefined, {
      timeout: ANSWER_SECONDS,
      // Signatures are checked although TLS vouches for the answer already.
      execute: [
        enableNonRepudiationChecks,
        // Plain HTTP is let through by the configuration for loopback only.
        ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : []),
      ],
    }).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  }

  return {
    /** @throws when the provider cannot be reached */
    begin: async (): Promise<{ url: URL; errand: Errand }> => {
      const codeVerifier = randomPKCECodeVerifier();
      const errand: Errand = { state: randomState(), nonce: randomNonce(), codeVerifier };
      const url = buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri.href,
        scope: settings.scope,
        state: errand.state,
        nonce: errand.nonce,
        code_challenge: await calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      });
      return { url, errand };
    },

    /** @throws when the answer is not one to this errand, or is not the provider's */
    finish: async (query: string, errand: Errand): Promise<ProviderAnswer> => {
      const config = await configuration();
      const current = new URL(redirectUri);
      current.search = query;
      const tokens = await authorizationCodeGrant(config, current, {
        pkceCodeVerifier: errand.codeVerifier,
        expectedState: errand.state,
        expectedNonce: errand.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('the provider sent no ID token');
      const more = config.serverMetadata().userinfo_endpoint
        ? await fetchUserInfo(config, tokens.access_token, claims.sub)
        : {};
      return { issuer: claims.iss, subject: claims.sub, claims: { ...more, ...claims } };
    },
  };
}

export type Provider = ReturnType<typeof createProvider>;
