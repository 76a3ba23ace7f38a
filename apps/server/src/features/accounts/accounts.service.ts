/** Puts together what signs people in, from their stores. */
import type { UserRole } from '@webhood/contract';
import type { Logger } from 'pino';
import type { Keyring } from '../../platform/crypto/keyring.ts';
import type { SealedValues } from '../../platform/crypto/sealed-values.ts';
import type { AuditWriter } from '../audit/audit-writer.service.ts';
import { createIdentityService } from './identity.service.ts';
import { createCeremony } from './passkeys/ceremony.ts';
import { canHavePasskeys, createPasskeyService } from './passkeys/passkeys.service.ts';
import type { PasskeyStore } from './passkeys/passkeys.store.ts';
import { createSecondFactorService } from './second-factor/second-factor.service.ts';
import type { SecondFactorStore } from './second-factor/second-factor.store.ts';
import { createSessionService } from './sessions.service.ts';
import type { SessionStore } from './sessions.store.ts';
import { createSignInService } from './sign-in.service.ts';
import type { SignInAccountStore } from './sign-in-accounts.store.ts';
import type { SignInCountStore } from './sign-in-counts.store.ts';
import { createSignInSteps } from './sign-in-steps.service.ts';
import type { SignInStepStore } from './sign-in-steps.store.ts';
import { createSignInThrottle, SECOND_FACTOR_RULES } from './sign-in-throttle.ts';
import type { RoleRules } from './single-sign-on/claims.ts';
import type { IdentityStore } from './single-sign-on/identities.store.ts';
import { createProvider, type ProviderSettings } from './single-sign-on/provider.ts';
import { createSingleSignOnService } from './single-sign-on/single-sign-on.service.ts';
import type { UserService } from './users.service.ts';

export interface SingleSignOnSettings extends ProviderSettings, RoleRules {
  /** On the console's button. */
  name: string;
}

export interface AccountStores {
  sessions: SessionStore;
  accounts: SignInAccountStore;
  steps: SignInStepStore;
  secondFactors: SecondFactorStore;
  passkeys: PasskeyStore;
  identities: IdentityStore;
  counts: SignInCountStore;
}

interface AccountDeps {
  stores: AccountStores;
  users: UserService;
  sealed: SealedValues;
  keyring: Pick<Keyring, 'hash'>;
  audit: Pick<AuditWriter, 'write'>;
  externalUrl: URL;
  /** Where the provider sends people back to. */
  callbackPath: string;
  singleSignOn: SingleSignOnSettings | undefined;
  selfRegister: boolean;
  /** Of whom a second factor is asked. */
  secondFactorRoles: readonly UserRole[];
  log: Logger;
}

export function createAccountServices(deps: AccountDeps) {
  const { stores, users, sealed, externalUrl, callbackPath, secondFactorRoles, log } = deps;
  const now = Date.now;
  const counts = { store: stores.counts, keyring: deps.keyring };
  const throttles = {
    password: createSignInThrottle({ ...counts, of: 'password' }),
    secondFactor: createSignInThrottle({
      ...counts,
      of: 'second_factor',
      rules: SECOND_FACTOR_RULES,
    }),
  };
  const { accounts } = stores;
  const steps = createSignInSteps(stores.steps);
  const sessions = createSessionService({ store: stores.sessions, secondFactorRoles, log });
  const identity = createIdentityService({ accounts, throttle: throttles.password, now });
  const secondFactors = createSecondFactorService({
    store: stores.secondFactors,
    sealed,
    identity,
    secondFactorRoles,
    now,
    log,
  });
  const signIn = createSignInService({ accounts, sessions, secondFactors, steps, throttles, log });
  const passkeys = createPasskeyService({
    store: stores.passkeys,
    ceremony: createCeremony(externalUrl),
    steps,
    identity,
    signIn,
    log,
  });
  const settings = deps.singleSignOn;
  const singleSignOn =
    settings &&
    createSingleSignOnService({
      provider: createProvider(settings, new URL(callbackPath, externalUrl)),
      rules: settings,
      store: stores.identities,
      steps,
      users,
      signIn,
      audit: deps.audit,
      log,
    });
  const signInOptions = {
    singleSignOn: settings ? { name: settings.name } : null,
    passkeys: canHavePasskeys(externalUrl),
    selfRegister: deps.selfRegister,
  };
  return {
    users,
    sessions,
    identity,
    secondFactors,
    signIn,
    passkeys,
    singleSignOn,
    signInOptions,
  };
}

export type AccountServices = ReturnType<typeof createAccountServices>;
