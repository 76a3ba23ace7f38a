import { type ChangeLookups, DEFAULT_LOOKUPS, type Lookups } from '@webhood/contract';
import type { FastifyBaseLogger } from 'fastify';
import type { Authorised } from '../accounts/authorisation.service.ts';
import type { LookupsStore } from './lookups.store.ts';

export type LookupsService = ReturnType<typeof createLookupsService>;

interface LookupsDeps {
  store: LookupsStore;
  log: FastifyBaseLogger;
}

export function createLookupsService({ store, log }: LookupsDeps) {
  async function current(): Promise<Lookups> {
    const chosen = await store.read();
    return { lookups: chosen ?? [...DEFAULT_LOOKUPS], areDefault: chosen === null };
  }

  return {
    read: (_: Authorised<'lookups.read'>): Promise<Lookups> => current(),

    change: async (
      { principal }: Authorised<'lookups.manage'>,
      { lookups }: ChangeLookups,
    ): Promise<Lookups> => {
      await store.write(lookups);
      log.info({ lookups: lookups?.length ?? null, by: principal.id }, 'lookups.changed');
      return current();
    },
  };
}
