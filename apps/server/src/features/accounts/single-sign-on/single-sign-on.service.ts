/**
 * Sign-in through an OpenID Connect provider. An account is found by issuer and subject alone;
 * one that is not there yet is made, and never an existing one taken over, whatever address or
 * name the provider says.
 */
import type { SingleSignOnFailure, UserRole } from '@webhood/contract';
import type { Logger } from 'pino';
import { z } from 'zod';
import { newId } from '../../../platform/crypto/opaque-token.ts';
import { AppError } from '../../../platform/http/app-error.ts';
import type { AuditWriter } from '../../audit/audit-writer.service.ts';
import type { Session, SessionClient } from '../sessions.service.ts';
import type { SignInService } from '../sign-in.service.ts';
import type { SignInSteps } from '../sign-in-steps.service.ts';
import type { UserService } from '../users.service.ts';
import { nameCandidates, type RoleRules, roleOf, verifiedEmail } from './claims.ts';
import type { IdentityStore, KnownAccount } from './identities.store.ts';
import type { Provider, ProviderAnswer } from './provider.ts';

interface SingleSignOnDeps {
  provider: Provider;
  rules: RoleRules;
  store: IdentityStore;
  steps: SignInSteps;
  users: Pick<UserService, 'internalEmail' | 'isReserved' | 'takeRole'>;
  signIn: Pick<SignInService, 'open'>;
  audit: Pick<AuditWriter, 'write'>;
  log: Logger;
}

export type SingleSignOnOutcome =
  | { kind: 'session'; session: Session; next: string }
  | { kind: 'failed'; failure: SingleSignOnFailure; cookies: string[] };

const StoredErrand = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  next: z.string(),
});

/** The database could not keep more of it. */
const MAX_SUBJECT = 255;

export function createSingleSignOnService(deps: SingleSignOnDeps) {
  const { provider, rules, store, steps, users, signIn, audit, log } = deps;

  /** What the provider's word has done to an account here: no route says so. */
  const note = (action: 'user.created' | 'user.changed', id: string, role: UserRole) =>
    audit.write({
      action,
      outcome: 'success',
      actor: { kind: 'server', id: null, name: 'single sign-on' },
      target: { kind: 'user', id, name: null },
      details: { role },
    });

  async function makeAccount(answer: ProviderAnswer, role: UserRole): Promise<KnownAccount> {
    const id = newId();
    const names = nameCandidates(answer.claims, id).filter((name) => !users.isReserved(name));
    const account = await store.create(answer, {
      id,
      names,
      email: verifiedEmail(answer.claims),
      fallbackEmail: users.internalEmail(id),
      role,
    });
    if (!account) throw new Error('no free name for a new account');
    if (account.id === id) {
      await note('user.created', id, role);
      log.info({ userId: id, role }, 'single_sign_on.account_made');
    }
    return account;
  }

  /** The account to sign in to; undefined: the provider's people of this kind have none here. */
  async function accountFor(answer: ProviderAnswer): Promise<KnownAccount | undefined> {
    const role = roleOf(answer.claims, rules);
    const known = await store.find(answer);
    if (!role && (!known || rules.claim !== undefined)) return undefined;
    if (!known) return role && makeAccount(answer, role);
    // With a claim the provider decides at each sign-in; without, whoever administers here.
    const decides = rules.claim !== undefined && role !== undefined && role !== known.role;
    if (decides && (await users.takeRole(known.id, role))) {
      await note('user.changed', known.id, role);
    }
    return known;
  }

  async function ask(query: string, step: z.infer<typeof StoredErrand>) {
    try {
      return await provider.finish(query, step);
    } catch (error) {
      log.warn({ err: error }, 'single_sign_on.answer_refused');
      return undefined;
    }
  }

  const failed = (failure: SingleSignOnFailure): SingleSignOnOutcome => ({
    kind: 'failed',
    failure,
    cookies: [steps.forget('single_sign_on')],
  });

  return {
    /** Where to send the browser, and the `Set-Cookie` values with which it is to come back. */
    begin: async (next: string): Promise<{ url: URL; cookies: string[] } | undefined> => {
      try {
        const { url, errand } = await provider.begin();
        const cookie = await steps.begin('single_sign_on', { data: { ...errand, next } });
        return { url, cookies: [cookie] };
      } catch (error) {
        log.error({ err: error }, 'single_sign_on.provider_unreachable');
        return undefined;
      }
    },

    /** `query`: of the URL the provider sent the browser back with. */
    finish: async (query: string, client: SessionClient): Promise<SingleSignOnOutcome> => {
      const step = await steps.take('single_sign_on', client.cookie);
      if (!step) return failed('expired');
      const errand = StoredErrand.parse(step.data);
      const answer = await ask(query, errand);
      if (!answer || answer.subject.length > MAX_SUBJECT) return failed('failed');
      const account = await accountFor(answer);
      if (!account || account.disabled) {
        log.warn({ address: client.address }, 'single_sign_on.refused');
        return failed('refused');
      }
      try {
        const session = await signIn.open(account.id, 'single_sign_on', client);
        const cookies = [...session.cookies, steps.forget('single_sign_on')];
        return { kind: 'session', session: { ...session, cookies }, next: errand.next };
      } catch (error) {
        if (error instanceof AppError && error.code === 'invalid_credentials') {
          return failed('refused');
        }
        throw error;
      }
    },
  };
}

export type SingleSignOnService = ReturnType<typeof createSingleSignOnService>;
