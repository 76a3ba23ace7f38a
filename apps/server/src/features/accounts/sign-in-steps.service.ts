/**
 * What lies between the steps of a sign-in: kept in the database under a random token that is in
 * a cookie of the browser that began. So no step can be finished by another browser, or twice.
 */
import { randomBytes } from 'node:crypto';
import type { SignInStepStore, StepKind, StoredStep } from './sign-in-steps.store.ts';

/** Long enough to find the phone, or to sign in at the provider. */
const TTL_SECONDS = 600;
const TOKEN_BYTES = 32;

/** `__Host-`: the browser takes it only over HTTPS, from this very host, for every path. */
const nameOf = (kind: StepKind) => `__Host-webhood.${kind}`;

function cookie(kind: StepKind, value: string, maxAgeSeconds: number): string {
  return `${nameOf(kind)}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; Secure; SameSite=Lax`;
}

function tokenIn(kind: StepKind, cookies: string | undefined): string | undefined {
  const start = `${nameOf(kind)}=`;
  const found = cookies?.split(/;\s*/).find((each) => each.startsWith(start));
  return found?.slice(start.length);
}

export function createSignInSteps(store: SignInStepStore) {
  const withToken =
    (use: (kind: StepKind, token: string) => Promise<StoredStep | undefined>) =>
    async (kind: StepKind, cookies: string | undefined): Promise<StoredStep | undefined> => {
      const token = tokenIn(kind, cookies);
      return token === undefined ? undefined : use(kind, token);
    };

  return {
    /** The cookie (`Set-Cookie`) that leads back to the step. */
    begin: async (
      kind: StepKind,
      step: { userId?: string | undefined; data?: unknown },
    ): Promise<string> => {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      await store.insert(kind, token, { ...step, ttlSeconds: TTL_SECONDS });
      return cookie(kind, token, TTL_SECONDS);
    },
    find: withToken(store.find),
    /** Finds it for the last time. */
    take: withToken(store.take),
    /** Takes the cookie away (`Set-Cookie`). */
    forget: (kind: StepKind): string => cookie(kind, '', 0),
  };
}

export type SignInSteps = ReturnType<typeof createSignInSteps>;
