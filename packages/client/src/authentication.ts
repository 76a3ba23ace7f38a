import { ApiError } from './errors.ts';
import type { CallOptions, Http } from './http.ts';

export type Credentials = { username: string; password: string };

/** Sign-in with user name and password: the server sets a cookie, nothing is kept here. */
export function createAuthentication(http: Http) {
  return {
    /** @throws ApiError `invalid_credentials` when name and password do not go together. */
    async signIn({ username, password }: Credentials, { signal }: CallOptions = {}): Promise<void> {
      const body = { username, password };
      try {
        await http.none({ method: 'POST', route: 'signIn', body, signal });
      } catch (error) {
        throw asSignInError(error);
      }
    },
    signOut: ({ signal }: CallOptions = {}) =>
      http.none({ method: 'POST', route: 'signOut', body: {}, signal }),
  };
}

/** The sign-in routes are a library's and answer in its own shape: only the status is common. */
function asSignInError(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.status !== 401) return error;
  return new ApiError({
    code: 'invalid_credentials',
    status: 401,
    detail: 'The user name or the password is wrong.',
    retryAfterMs: error.retryAfterMs,
  });
}
