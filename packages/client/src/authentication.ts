import {
  Me,
  PasskeyOptions,
  type PasskeySignIn,
  type SecondFactorCode,
  SignInAnswer,
  SignInOptions,
} from '@webhood/contract';
import { ApiError } from './errors.ts';
import type { CallOptions, Http } from './http.ts';

/** `username`: user name or e-mail address. */
export type Credentials = { username: string; password: string };

/** Signing in: the server sets cookies, nothing is kept here. */
export function createAuthentication(http: Http) {
  return {
    options: ({ signal }: CallOptions = {}) =>
      http.json({ route: 'signInOptions', signal }, SignInOptions),

    /**
     * Who is signed in then, or `{ kind: 'second_factor' }`: then a code has to follow.
     * @throws ApiError `invalid_credentials` when name and password do not go together
     */
    async signIn(
      { username, password }: Credentials,
      { signal }: CallOptions = {},
    ): Promise<SignInAnswer> {
      const body = { username, password };
      try {
        return await http.json({ method: 'POST', route: 'signIn', body, signal }, SignInAnswer);
      } catch (error) {
        throw asSignInError(error);
      }
    },

    /** @throws ApiError `invalid_credentials`, `unauthenticated` when it took too long */
    secondFactor: (body: SecondFactorCode, { signal }: CallOptions = {}) =>
      http.json({ method: 'POST', route: 'signInSecondFactor', body, signal }, Me),

    passkeyOptions: ({ signal }: CallOptions = {}) =>
      http.json(
        { method: 'POST', route: 'signInPasskeyOptions', body: {}, signal },
        PasskeyOptions,
      ),
    passkey: (body: PasskeySignIn, { signal }: CallOptions = {}) =>
      http.json({ method: 'POST', route: 'signInPasskey', body, signal }, Me),

    signOut: ({ signal }: CallOptions = {}) =>
      http.none({ method: 'POST', route: 'signOut', body: {}, signal }),
  };
}

/** A proxy before the server may answer in its own shape: only the status is common. */
function asSignInError(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.status !== 401) return error;
  return new ApiError({
    code: 'invalid_credentials',
    status: 401,
    detail: 'The user name or the password is wrong.',
    retryAfterMs: error.retryAfterMs,
  });
}
