import {
  AccountSecurity,
  AccountSession,
  ApiToken,
  type ChangePassword,
  type ConfirmIdentity,
  CreatedScanner,
  CreatedToken,
  CreatedUser,
  type CreateToken,
  type CreateUser,
  Me,
  type NewPasskey,
  Passkey,
  PasskeyOptions,
  Quota,
  RecoveryCodes,
  Scanner,
  type SecondFactorCode,
  SecondFactorSetup,
  type UpdateScanner,
  type UpdateUser,
  User,
} from '@webhood/contract';
import type { CallOptions, Http } from './http.ts';

/** `z.input`: fields with a default may be left out. */
type Input<T, Defaulted extends keyof T = never> = Omit<T, Defaulted> & Partial<Pick<T, Defaulted>>;

const Users = User.array();
const Tokens = ApiToken.array();
const Scanners = Scanner.array();
const Sessions = AccountSession.array();

export function createMe(http: Http) {
  return {
    get: ({ signal }: CallOptions = {}) => http.json({ route: 'me', signal }, Me),
    quota: ({ signal }: CallOptions = {}) => http.json({ route: 'meQuota', signal }, Quota),
    changePassword: (body: ChangePassword, { signal }: CallOptions = {}) =>
      http.none({ method: 'POST', route: 'mePassword', body, signal }),
    security: ({ signal }: CallOptions = {}) =>
      http.json({ route: 'meSecurity', signal }, AccountSecurity),
    ...createOwnSecondFactor(http),
    ...createOwnPasskeys(http),
    ...createOwnSessions(http),
  };
}

function createOwnSecondFactor(http: Http) {
  return {
    setUpSecondFactor: (body: ConfirmIdentity, { signal }: CallOptions = {}) =>
      http.json({ method: 'POST', route: 'meSecondFactor', body, signal }, SecondFactorSetup),
    confirmSecondFactor: (body: SecondFactorCode, { signal }: CallOptions = {}) =>
      http.json({ method: 'POST', route: 'meSecondFactorConfirm', body, signal }, RecoveryCodes),
    renewRecoveryCodes: (body: ConfirmIdentity, { signal }: CallOptions = {}) =>
      http.json({ method: 'POST', route: 'meRecoveryCodes', body, signal }, RecoveryCodes),
    disableSecondFactor: (body: ConfirmIdentity, { signal }: CallOptions = {}) =>
      http.none({ method: 'POST', route: 'meSecondFactorDisable', body, signal }),
  };
}

function createOwnPasskeys(http: Http) {
  return {
    passkeyOptions: (body: ConfirmIdentity, { signal }: CallOptions = {}) =>
      http.json({ method: 'POST', route: 'mePasskeyOptions', body, signal }, PasskeyOptions),
    addPasskey: (body: NewPasskey, { signal }: CallOptions = {}) =>
      http.json({ method: 'POST', route: 'mePasskeys', body, signal }, Passkey),
    removePasskey: (passkeyId: string, { signal }: CallOptions = {}) =>
      http.none({ method: 'DELETE', route: 'mePasskey', params: { passkeyId }, signal }),
  };
}

function createOwnSessions(http: Http) {
  return {
    sessions: ({ signal }: CallOptions = {}) =>
      http.json({ route: 'meSessions', signal }, Sessions),
    endSession: (sessionId: string, { signal }: CallOptions = {}) =>
      http.none({ method: 'DELETE', route: 'meSession', params: { sessionId }, signal }),
    endOtherSessions: ({ signal }: CallOptions = {}) =>
      http.none({ method: 'DELETE', route: 'meSessions', signal }),
  };
}

export function createUsers(http: Http) {
  return {
    list: ({ signal }: CallOptions = {}) => http.json({ route: 'users', signal }, Users),
    create: (body: CreateUser, { signal }: CallOptions = {}) =>
      http.json({ method: 'POST', route: 'users', body, signal }, CreatedUser),
    update: (userId: string, body: UpdateUser, { signal }: CallOptions = {}) =>
      http.json({ method: 'PATCH', route: 'user', params: { userId }, body, signal }, User),
    /** Second factor, passkeys and sessions end. */
    resetSecondFactor: (userId: string, { signal }: CallOptions = {}) =>
      http.none({ method: 'DELETE', route: 'userSecondFactor', params: { userId }, signal }),
  };
}

export function createTokens(http: Http) {
  return {
    list: ({ signal }: CallOptions = {}) => http.json({ route: 'tokens', signal }, Tokens),
    create: (body: Input<CreateToken, 'role'>, { signal }: CallOptions = {}) =>
      http.json({ method: 'POST', route: 'tokens', body, signal }, CreatedToken),
    revoke: (tokenId: string, { signal }: CallOptions = {}) =>
      http.none({ method: 'DELETE', route: 'token', params: { tokenId }, signal }),
  };
}

export function createScanners(http: Http) {
  return {
    list: ({ signal }: CallOptions = {}) => http.json({ route: 'scanners', signal }, Scanners),
    create: (body: { name: string }, { signal }: CallOptions = {}) =>
      http.json({ method: 'POST', route: 'scanners', body, signal }, CreatedScanner),
    /** A new token; the old one ends with it. */
    renewToken: (scannerId: string, { signal }: CallOptions = {}) =>
      http.json(
        { method: 'POST', route: 'scannerToken', params: { scannerId }, signal },
        CreatedScanner,
      ),
    /** Labels, and pausing: a paused scanner is given nothing new. */
    update: (scannerId: string, body: UpdateScanner, { signal }: CallOptions = {}) =>
      http.json(
        { method: 'PATCH', route: 'scanner', params: { scannerId }, body, signal },
        Scanner,
      ),
    remove: (scannerId: string, { signal }: CallOptions = {}) =>
      http.none({ method: 'DELETE', route: 'scanner', params: { scannerId }, signal }),
  };
}
