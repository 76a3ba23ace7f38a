import type { Keyring } from '../../platform/crypto/keyring.ts';
import type { SessionStore } from './sessions.store.ts';

/** A session store that signs its cookies with the present key: another one after each change. */
export async function createRenewedSessionStore(
  keyring: Pick<Keyring, 'key' | 'onChange'>,
  build: (key: Buffer) => Promise<SessionStore>,
): Promise<SessionStore> {
  let current = build(keyring.key('session'));
  keyring.onChange(() => {
    current = build(keyring.key('session'));
    // Whoever uses it next is told; nobody waits for it now.
    current.catch(() => undefined);
  });
  await current;
  return {
    find: async (...args) => (await current).find(...args),
    open: async (...args) => (await current).open(...args),
    signOut: async (...args) => (await current).signOut(...args),
    list: async (...args) => (await current).list(...args),
    end: async (...args) => (await current).end(...args),
    endOthers: async (...args) => (await current).endOthers(...args),
  };
}
