import { isIP } from 'node:net';
import type { NewPasskey, Passkey, PasskeyOptions, PasskeySignIn } from '@webhood/contract';
import type { Logger } from 'pino';
import { newId } from '../../../platform/crypto/opaque-token.ts';
import { AppError, notFound } from '../../../platform/http/app-error.ts';
import type { IdentityService } from '../identity.service.ts';
import type { Session, SessionClient } from '../sessions.service.ts';
import type { SignInService } from '../sign-in.service.ts';
import type { SignInSteps } from '../sign-in-steps.service.ts';
import type { Ceremony } from './ceremony.ts';
import type { PasskeyRecord, PasskeyStore } from './passkeys.store.ts';

interface PasskeyDeps {
  store: PasskeyStore;
  ceremony: Ceremony;
  steps: SignInSteps;
  identity: IdentityService;
  signIn: Pick<SignInService, 'open'>;
  log: Logger;
}

/** What begins a ceremony; `cookies` are `Set-Cookie` values with which it is to be finished. */
interface Begun {
  options: PasskeyOptions;
  cookies: string[];
}

/** More devices than anyone has; bounds what one person can store. */
const MAX_PER_USER = 20;

/** A passkey belongs to a host name (WebAuthn 3, 5.1.2): none under an address of numbers. */
export function canHavePasskeys({ hostname }: URL): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0;
}

function present({ id, name, createdAt, lastUsedAt }: PasskeyRecord): Passkey {
  return {
    id,
    name,
    created: createdAt.toISOString(),
    lastUsed: lastUsedAt?.toISOString() ?? null,
  };
}

function challengeOf(data: unknown): string {
  const challenge = typeof data === 'object' && data !== null && Reflect.get(data, 'challenge');
  if (typeof challenge !== 'string') throw new Error('the step has no challenge');
  return challenge;
}

function tooLate(): AppError {
  return new AppError('conflict', 'This took too long, or was done already. Begin again.');
}

function refused(): AppError {
  return new AppError('invalid_credentials', 'This passkey is not known here.');
}

export function createPasskeyService(deps: PasskeyDeps) {
  const { store, ceremony, steps, identity, signIn, log } = deps;

  return {
    list: async (userId: string): Promise<Passkey[]> => (await store.list(userId)).map(present),

    /** @throws AppError `invalid_credentials`, `conflict` when there are too many */
    beginNew: async (session: Session, currentPassword?: string): Promise<Begun> => {
      await identity.confirm(session, currentPassword);
      const { id, name } = session.principal;
      const existing = await store.list(id);
      if (existing.length >= MAX_PER_USER) {
        throw new AppError('conflict', `At most ${MAX_PER_USER} passkeys: delete one first.`);
      }
      const options = await ceremony.registrationOptions({ id, name }, existing);
      const data = { challenge: options.challenge };
      return { options, cookies: [await steps.begin('new_passkey', { userId: id, data })] };
    },

    /** @throws AppError `conflict`, `invalid_request` */
    finishNew: async (
      session: Session,
      { name, credential }: NewPasskey,
      client: SessionClient,
    ): Promise<Passkey> => {
      const userId = session.principal.id;
      const step = await steps.take('new_passkey', client.cookie);
      if (step?.userId !== userId) throw tooLate();
      const verified = await ceremony.verifyNew(credential, challengeOf(step.data));
      if (!verified) throw new AppError('invalid_request', 'The passkey could not be verified.');
      const passkey = await store.insert({ id: newId(), userId, name, ...verified });
      if (!passkey) throw new AppError('conflict', 'This passkey is here already.');
      log.info({ userId, passkeyId: passkey.id }, 'passkey.added');
      return present(passkey);
    },

    /** @throws AppError `not_found` */
    remove: async ({ principal }: Session, passkeyId: string): Promise<void> => {
      if (!(await store.remove(principal.id, passkeyId))) throw notFound('passkey');
      log.info({ userId: principal.id, passkeyId }, 'passkey.removed');
    },

    beginSignIn: async (): Promise<Begun> => {
      const options = await ceremony.signInOptions();
      const data = { challenge: options.challenge };
      return { options, cookies: [await steps.begin('passkey', { data })] };
    },

    /** @throws AppError `invalid_credentials`, `conflict` past its time */
    finishSignIn: async (
      { credential }: PasskeySignIn,
      client: SessionClient,
    ): Promise<Session> => {
      const step = await steps.take('passkey', client.cookie);
      if (!step) throw tooLate();
      const passkey = await store.findByCredential(credential.id);
      const verified =
        passkey && (await ceremony.verifySignIn(credential, challengeOf(step.data), passkey));
      if (!verified || !(await store.used(passkey.id, verified.counter))) {
        log.warn({ address: client.address }, 'session.passkey_failed');
        throw refused();
      }
      const session = await signIn.open(passkey.userId, 'passkey', client);
      return { ...session, cookies: [...session.cookies, steps.forget('passkey')] };
    },
  };
}

export type PasskeyService = ReturnType<typeof createPasskeyService>;
