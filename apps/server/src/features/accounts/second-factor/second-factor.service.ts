import type { RecoveryCodes, SecondFactorSetup, UserRole } from '@webhood/contract';
import type { Logger } from 'pino';
import {
  SECOND_FACTOR_CONTEXT,
  type SealedValues,
} from '../../../platform/crypto/sealed-values.ts';
import { AppError } from '../../../platform/http/app-error.ts';
import type { IdentityService } from '../identity.service.ts';
import type { Session } from '../sessions.service.ts';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-code.ts';
import type { SecondFactorStore } from './second-factor.store.ts';
import { newTotpSecret, totpStep, totpUri } from './totp.ts';

interface SecondFactorDeps {
  store: SecondFactorStore;
  sealed: SealedValues;
  identity: IdentityService;
  /** Of whom one is asked: they cannot turn it off. */
  secondFactorRoles: readonly UserRole[];
  now: () => number;
  log: Logger;
}

export type FactorKind = 'totp' | 'recovery_code';

/** What the text can be: six digits are an app's code, anything else a recovery code. */
export function factorKind(code: string): FactorKind {
  return /^\d{6}$/.test(code.replace(/[\s-]/g, '')) ? 'totp' : 'recovery_code';
}

const ALREADY_ON = 'The second factor is on already: turn it off first to set up another one.';
const NOT_ON = 'The second factor is not on.';
const WRONG_CODE =
  'The code is wrong or was used before. Wait for the next one, and check the clock.';

export function createSecondFactorService(deps: SecondFactorDeps) {
  const { store, sealed, identity, secondFactorRoles, now, log } = deps;

  function openSecret(userId: string, stored: string): string | undefined {
    const secret = sealed.open('second-factor', stored, SECOND_FACTOR_CONTEXT);
    // After a changed WEBHOOD_SECRET: `webhood users reset-second-factor` is the way out.
    if (secret === undefined) log.error({ userId }, 'second_factor.unreadable');
    return secret;
  }

  async function isNewTotp(userId: string, code: string): Promise<boolean> {
    const factor = await store.find(userId);
    if (!factor?.confirmedAt) return false;
    const secret = openSecret(userId, factor.secret);
    const step = secret && totpStep(secret, code.replace(/[\s-]/g, ''), now());
    return step !== undefined && step !== '' && store.useStep(userId, step);
  }

  const hashesOf = (userId: string, codes: string[]) =>
    codes.map((code) => hashRecoveryCode(userId, code));

  async function requireOn(userId: string): Promise<void> {
    if (!(await store.find(userId))?.confirmedAt) throw new AppError('conflict', NOT_ON);
  }

  return {
    /** Uses the code up. Guessing is the caller's to slow down. */
    verify: async (userId: string, code: string): Promise<boolean> =>
      factorKind(code) === 'totp'
        ? isNewTotp(userId, code)
        : store.useRecoveryCode(userId, hashRecoveryCode(userId, code)),

    status: async (
      userId: string,
    ): Promise<{ since: string; recoveryCodesLeft: number } | null> => {
      const factor = await store.find(userId);
      if (!factor?.confirmedAt) return null;
      return {
        since: factor.confirmedAt.toISOString(),
        recoveryCodesLeft: await store.recoveryCodesLeft(userId),
      };
    },

    /** @throws AppError `invalid_credentials`, `conflict` when there is one */
    setUp: async (session: Session, currentPassword?: string): Promise<SecondFactorSetup> => {
      await identity.confirm(session, currentPassword);
      const secret = newTotpSecret();
      const stored = sealed.seal('second-factor', secret, SECOND_FACTOR_CONTEXT);
      const begun = await store.begin(session.principal.id, stored);
      if (!begun) throw new AppError('conflict', ALREADY_ON);
      return { secret, uri: totpUri(secret, session.principal.name) };
    },

    /** With a first code, so that nobody locks themselves out. The user's other sessions end. */
    confirm: async (session: Session, code: string): Promise<RecoveryCodes> => {
      const userId = session.principal.id;
      const factor = await store.find(userId);
      if (!factor || factor.confirmedAt)
        throw new AppError('conflict', factor ? ALREADY_ON : NOT_ON);
      const secret = openSecret(userId, factor.secret);
      const step =
        secret === undefined ? undefined : totpStep(secret, code.replace(/[\s-]/g, ''), now());
      if (step === undefined) throw new AppError('invalid_credentials', WRONG_CODE);
      const recoveryCodes = newRecoveryCodes();
      const hashes = hashesOf(userId, recoveryCodes);
      if (!(await store.confirm(userId, { step, hashes, keepSessionId: session.id }))) {
        throw new AppError('conflict', ALREADY_ON);
      }
      log.info({ userId }, 'second_factor.enabled');
      return { recoveryCodes };
    },

    /** The old ones end. @throws AppError `invalid_credentials`, `conflict` when it is off */
    renewRecoveryCodes: async (
      session: Session,
      currentPassword?: string,
    ): Promise<RecoveryCodes> => {
      const userId = session.principal.id;
      await identity.confirm(session, currentPassword);
      await requireOn(userId);
      const recoveryCodes = newRecoveryCodes();
      await store.replaceRecoveryCodes(userId, hashesOf(userId, recoveryCodes));
      log.info({ userId }, 'second_factor.recovery_codes_renewed');
      return { recoveryCodes };
    },

    /** @throws AppError `invalid_credentials`, `forbidden`, `conflict` when it is off */
    disable: async (session: Session, currentPassword?: string): Promise<void> => {
      await identity.confirm(session, currentPassword);
      const { role } = session.principal;
      if (secondFactorRoles.includes(role)) {
        throw new AppError(
          'forbidden',
          `Your role (${role}) needs a second factor here. An administrator can reset it for a new device.`,
        );
      }
      const removed = await store.remove(session.principal.id);
      if (!removed) throw new AppError('conflict', NOT_ON);
      log.info({ userId: session.principal.id }, 'second_factor.disabled');
    },
  };
}

export type SecondFactorService = ReturnType<typeof createSecondFactorService>;
