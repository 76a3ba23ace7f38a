/** The two ceremonies of WebAuthn, for one origin; what the browser answers is checked here. */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { NewPasskey, PasskeyOptions, PasskeySignIn } from '@webhood/contract';
import type { PasskeyRecord } from './passkeys.store.ts';

/** The ways an authenticator can be reached that the standard names (WebAuthn 3, 5.8.4). */
const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;
/** COSE: Ed25519, ES256, RS256, which every authenticator has one of. */
const ALGORITHMS = [-8, -7, -257];

type Transport = (typeof TRANSPORTS)[number];

function knownTransports(named: readonly string[]): Transport[] {
  return TRANSPORTS.filter((transport) => named.includes(transport));
}

export interface VerifiedPasskey {
  credentialId: string;
  publicKey: Buffer;
  counter: number;
  transports: string[];
}

interface Person {
  id: string;
  name: string;
}

export function createCeremony(externalUrl: URL) {
  const rpID = externalUrl.hostname;
  const expected = { expectedOrigin: externalUrl.origin, expectedRPID: rpID };

  return {
    /** Found again without a user name, and unlocked by finger, face or PIN: two factors in one. */
    registrationOptions: async (
      { id, name }: Person,
      existing: PasskeyRecord[],
    ): Promise<PasskeyOptions> => ({
      ...(await generateRegistrationOptions({
        rpName: 'Webhood',
        rpID,
        userID: Buffer.from(id),
        userName: name,
        attestationType: 'none',
        supportedAlgorithmIDs: ALGORITHMS,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        excludeCredentials: existing.map(({ credentialId, transports }) => ({
          id: credentialId,
          transports: knownTransports(transports),
        })),
      })),
    }),

    signInOptions: async (): Promise<PasskeyOptions> => ({
      ...(await generateAuthenticationOptions({ rpID, userVerification: 'required' })),
    }),

    /** Undefined when the answer does not fit the challenge, this origin or its own signature. */
    verifyNew: async (
      { id, rawId, type, response }: NewPasskey['credential'],
      challenge: string,
    ): Promise<VerifiedPasskey | undefined> => {
      const transports = knownTransports(response.transports ?? []);
      const { clientDataJSON, attestationObject } = response;
      const outcome = await verifyRegistrationResponse({
        response: {
          id,
          rawId,
          type,
          clientExtensionResults: {},
          response: { clientDataJSON, attestationObject, transports },
        },
        expectedChallenge: challenge,
        ...expected,
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      }).catch(asRefusal);
      if (!outcome?.verified) return undefined;
      const { credential } = outcome.registrationInfo;
      return {
        credentialId: credential.id,
        publicKey: Buffer.from(credential.publicKey),
        counter: credential.counter,
        transports,
      };
    },

    /** The authenticator's new count of uses. Undefined as above. */
    verifySignIn: async (
      { id, rawId, type, response }: PasskeySignIn['credential'],
      challenge: string,
      passkey: PasskeyRecord,
    ): Promise<{ counter: number } | undefined> => {
      const { clientDataJSON, authenticatorData, signature } = response;
      const outcome = await verifyAuthenticationResponse({
        response: {
          id,
          rawId,
          type,
          clientExtensionResults: {},
          response: { clientDataJSON, authenticatorData, signature },
        },
        expectedChallenge: challenge,
        ...expected,
        credential: {
          id: passkey.credentialId,
          publicKey: new Uint8Array(passkey.publicKey),
          counter: passkey.counter,
        },
        requireUserVerification: true,
      }).catch(asRefusal);
      if (!outcome?.verified) return undefined;
      return { counter: outcome.authenticationInfo.newCounter };
    },
  };
}

/** It throws for each way an answer can be wrong; which one is nobody's business. */
function asRefusal(): undefined {
  return undefined;
}

export type Ceremony = ReturnType<typeof createCeremony>;
