/** Signing in, and what a person sees and changes of their own sign-in. */
import { z } from 'zod';
import { Me } from './accounts.ts';
import { StorableText } from './text.ts';

/** How one can sign in here; open to everyone. */
export const SignInOptions = z.object({
  /** The provider's name for its button; null when there is none. */
  singleSignOn: z.object({ name: z.string() }).nullable(),
  /** Whether this address can have passkeys: they need a host name. */
  passkeys: z.boolean(),
  selfRegister: z.boolean(),
});
export type SignInOptions = z.infer<typeof SignInOptions>;

/** The password was right; a code is asked for before the session begins. */
export const SecondFactorNeeded = z.object({ kind: z.literal('second_factor') });

export const SignInAnswer = z.union([Me, SecondFactorNeeded]);
export type SignInAnswer = z.infer<typeof SignInAnswer>;

/** Six digits of an authenticator app, or a recovery code; blanks and dashes do not count. */
export const SecondFactorCode = z.strictObject({ code: z.string().min(1).max(64) });
export type SecondFactorCode = z.infer<typeof SecondFactorCode>;

/** Asked before what would let somebody else stay; not needed where there is no password. */
export const ConfirmIdentity = z.strictObject({ currentPassword: z.string().max(128).optional() });
export type ConfirmIdentity = z.infer<typeof ConfirmIdentity>;

/** For an authenticator app: `uri` is what its QR code says, `secret` the same for typing (base32). */
export const SecondFactorSetup = z.object({ secret: z.string(), uri: z.string() });
export type SecondFactorSetup = z.infer<typeof SecondFactorSetup>;

/** Shown this once; each is good for one sign-in. */
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

export const Passkey = z.object({
  id: z.string(),
  name: z.string(),
  created: z.string(),
  lastUsed: z.string().nullable(),
});
export type Passkey = z.infer<typeof Passkey>;

export const AccountSecurity = z.object({
  /** False for those who only sign in through the provider. */
  hasPassword: z.boolean(),
  secondFactor: z.object({ since: z.string(), recoveryCodesLeft: z.int() }).nullable(),
  passkeys: z.array(Passkey),
});
export type AccountSecurity = z.infer<typeof AccountSecurity>;

export const AccountSession = z.object({
  id: z.string(),
  /** The one that asks. */
  current: z.boolean(),
  created: z.string(),
  /** To the day: a session's record is not written at every use. */
  lastUsed: z.string(),
  expires: z.string(),
  address: z.string(),
  userAgent: z.string(),
});
export type AccountSession = z.infer<typeof AccountSession>;

/** WebAuthn's own JSON (`PublicKeyCredentialCreationOptionsJSON`, `…RequestOptionsJSON`). */
export const PasskeyOptions = z.looseObject({ challenge: z.string() });
export type PasskeyOptions = z.infer<typeof PasskeyOptions>;

/** Far above what authenticators send; an attestation is not asked for. */
const BINARY_CHARACTERS = 16_384;
const Base64Url = z
  .string()
  .regex(/^[\w-]*$/)
  .max(BINARY_CHARACTERS);

const credential = { id: Base64Url, rawId: Base64Url, type: z.literal('public-key') };

/** `RegistrationResponseJSON` of WebAuthn, as far as it is looked at. */
export const NewPasskey = z.strictObject({
  name: StorableText.trim().min(1).max(64),
  credential: z.object({
    ...credential,
    response: z.object({
      clientDataJSON: Base64Url,
      attestationObject: Base64Url,
      transports: z.array(z.string().max(32)).max(8).optional(),
    }),
  }),
});
export type NewPasskey = z.infer<typeof NewPasskey>;

/** `AuthenticationResponseJSON` of WebAuthn, as far as it is looked at. */
export const PasskeySignIn = z.strictObject({
  credential: z.object({
    ...credential,
    response: z.object({
      clientDataJSON: Base64Url,
      authenticatorData: Base64Url,
      signature: Base64Url,
      userHandle: Base64Url.optional(),
    }),
  }),
});
export type PasskeySignIn = z.infer<typeof PasskeySignIn>;

/** Why a sign-in through the provider came back without a session: `/sign-in?failed=…`. */
export const SINGLE_SIGN_ON_FAILURES = ['refused', 'expired', 'unavailable', 'failed'] as const;
export type SingleSignOnFailure = (typeof SINGLE_SIGN_ON_FAILURES)[number];
