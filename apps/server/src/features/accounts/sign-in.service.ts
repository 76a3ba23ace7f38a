/** From a credential to a session. Whatever goes wrong looks the same from outside. */
import { createHash, randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { AppError } from '../../platform/http/app-error.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { factorKind, type SecondFactorService } from './second-factor/second-factor.service.ts';
import type { Session, SessionClient, SessionService, SignInMethod } from './sessions.service.ts';
import type { SignInAccount, SignInAccountStore } from './sign-in-accounts.store.ts';
import type { SignInSteps } from './sign-in-steps.service.ts';
import { guarded, type SignInThrottle } from './sign-in-throttle.ts';

interface SignInDeps {
  accounts: SignInAccountStore;
  sessions: Pick<SessionService, 'open' | 'takeBack'>;
  secondFactors: Pick<SecondFactorService, 'verify'>;
  steps: SignInSteps;
  /** Of passwords and of second factors: the second is the narrower. */
  throttles: { password: SignInThrottle; secondFactor: SignInThrottle };
  log: Logger;
}

export type SignInOutcome =
  | { kind: 'session'; session: Session }
  /** `cookies`: `Set-Cookie` values with which the code is to be sent. */
  | { kind: 'second_factor'; cookies: string[] };

export interface Credentials {
  /** User name or e-mail address. */
  login: string;
  password: string;
}

function wrongPassword(): AppError {
  return new AppError('invalid_credentials', 'The user name or the password is wrong.');
}

/** What a sign-in rests on, as short text that tells nothing of it. */
function groundsOf({ passwordHash, hasSecondFactor }: SignInAccount): string {
  return createHash('sha256').update(`${hasSecondFactor} ${passwordHash}`).digest('hex');
}

const WRONG_CODE = 'The code is wrong or was used before.';
const STEP_GONE = 'The sign-in took too long. Begin again with your password.';

export function createSignInService(deps: SignInDeps) {
  const { accounts, sessions, secondFactors, steps, throttles, log } = deps;
  // Who does not exist takes as long to be refused as who does.
  const decoy = hashPassword(randomBytes(16).toString('base64url'));
  decoy.catch(() => undefined);

  /** The account the password opens. A disabled one is as unknown as a wrong name. */
  async function check({ login, password }: Credentials): Promise<SignInAccount | undefined> {
    const account = await accounts.findByLogin(login);
    const matches = await verifyPassword(account?.passwordHash ?? (await decoy), password);
    const canSignIn = account !== undefined && account.passwordHash !== null && !account.disabled;
    return canSignIn && matches ? account : undefined;
  }

  async function open(
    userId: string,
    method: SignInMethod,
    client: SessionClient,
  ): Promise<Session> {
    const session = await sessions.open(userId, method, client);
    if (!session) throw wrongPassword();
    log.info({ userId, method, address: client.address }, 'session.signed_in');
    return session;
  }

  /**
   * A password takes its time to be checked, and may be changed meanwhile: that ends the sessions
   * there are then, and must end those that its old value is about to open.
   */
  async function stillStands(userId: string, grounds: string): Promise<boolean> {
    const account = await accounts.findSettled(userId);
    return account !== undefined && !account.disabled && groundsOf(account) === grounds;
  }

  /** @throws AppError `invalid_credentials` when the account has changed since */
  async function openOn(
    grounds: string,
    userId: string,
    method: SignInMethod,
    client: SessionClient,
  ) {
    const session = await open(userId, method, client);
    if (await stillStands(userId, grounds)) return session;
    await sessions.takeBack(session);
    throw wrongPassword();
  }

  return {
    /**
     * For whoever has proved who they are in another way: passkey, provider.
     * @throws AppError `invalid_credentials` when the account is disabled
     */
    open,

    /** @throws AppError `rate_limited`, `invalid_credentials` */
    withPassword: async (
      credentials: Credentials,
      client: SessionClient,
    ): Promise<SignInOutcome> => {
      const { login } = credentials;
      const place = { account: login, address: client.address };
      const account = await guarded(throttles.password, place, () => check(credentials));
      if (!account) {
        log.warn({ address: client.address }, 'session.sign_in_failed');
        throw wrongPassword();
      }
      if (account.hasSecondFactor) {
        const grounds = groundsOf(account);
        const data = { login, grounds };
        const cookie = await steps.begin('second_factor', { userId: account.id, data });
        return { kind: 'second_factor', cookies: [cookie] };
      }
      await throttles.password.succeeded(login, client.address);
      const session = await openOn(groundsOf(account), account.id, 'password', client);
      return { kind: 'session', session };
    },

    /** @throws AppError `rate_limited`, `invalid_credentials`, `unauthenticated` past its time */
    withSecondFactor: async (code: string, client: SessionClient): Promise<Session> => {
      const step = await steps.find('second_factor', client.cookie);
      if (!step?.userId) throw new AppError('unauthenticated', STEP_GONE);
      const { userId } = step;
      const kind = factorKind(code);
      // Counted apart: who guesses the app's codes cannot keep the owner's recovery codes out.
      const place = { account: `${kind} ${userId}`, address: client.address };
      const passed = await guarded(throttles.secondFactor, place, async () =>
        (await secondFactors.verify(userId, code)) ? userId : undefined,
      );
      if (!passed) {
        log.warn({ userId, address: client.address }, 'session.second_factor_failed');
        throw new AppError('invalid_credentials', WRONG_CODE);
      }
      if (!(await steps.take('second_factor', client.cookie))) {
        throw new AppError('unauthenticated', STEP_GONE);
      }
      await throttles.secondFactor.succeeded(place.account, client.address);
      const { login, grounds } = step.data as { login: string; grounds: string };
      await throttles.password.succeeded(login, client.address);
      const session = await openOn(grounds, userId, kind, client);
      return { ...session, cookies: [...session.cookies, steps.forget('second_factor')] };
    },
  };
}

export type SignInService = ReturnType<typeof createSignInService>;
