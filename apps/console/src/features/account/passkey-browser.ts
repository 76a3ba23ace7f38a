/** The browser's side of passkeys. The library comes with the first use. */
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser';
import type { NewPasskey, PasskeyOptions, PasskeySignIn } from '@webhood/contract';
import { accountStrings } from '../../ui/strings-account.ts';

const text = accountStrings.passkeyFailures;

/** Why there is no passkey; its message is for the person. */
export class PasskeyError extends Error {
  override readonly name = 'PasskeyError';
}

// The contract says only that it is WebAuthn's JSON; the browser judges what is in it.
const asWebAuthn = (options: PasskeyOptions) =>
  options as unknown as PublicKeyCredentialCreationOptionsJSON;

function messageOf(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'InvalidStateError') return text.known;
  if (name === 'NotAllowedError' || name === 'AbortError') return text.cancelled;
  return text.unsupported;
}

async function library() {
  const loaded = await import('@simplewebauthn/browser');
  if (!loaded.browserSupportsWebAuthn()) throw new PasskeyError(text.unsupported);
  return loaded;
}

/** @throws PasskeyError */
export async function makePasskey(options: PasskeyOptions): Promise<NewPasskey['credential']> {
  const { startRegistration } = await library();
  try {
    return await startRegistration({ optionsJSON: asWebAuthn(options) });
  } catch (error) {
    throw new PasskeyError(messageOf(error), { cause: error });
  }
}

/** @throws PasskeyError */
export async function askForPasskey(options: PasskeyOptions): Promise<PasskeySignIn['credential']> {
  const { startAuthentication } = await library();
  try {
    return await startAuthentication({ optionsJSON: asWebAuthn(options) });
  } catch (error) {
    throw new PasskeyError(messageOf(error), { cause: error });
  }
}
