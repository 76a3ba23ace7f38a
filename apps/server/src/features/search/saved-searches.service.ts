/** Searches that a person keeps under a name, and nobody else sees. */
import { MOST_SAVED_SEARCHES, type SavedSearch, type SaveSearch } from '@webhood/contract';
import { newId } from '../../platform/crypto/opaque-token.ts';
import { AppError, notFound } from '../../platform/http/app-error.ts';
import type { Authorised } from '../accounts/authorisation.service.ts';
import { readQuery } from './query.service.ts';
import type { SavedSearchRecord, SavedSearchStore } from './saved-searches.store.ts';

type May = Authorised<'scans.read'>;

export function createSavedSearchService({ store }: { store: SavedSearchStore }) {
  return {
    /** By name. @throws AppError `forbidden` for a token, here and below */
    list: async (by: May): Promise<SavedSearch[]> => (await store.list(personOf(by))).map(present),

    /** @throws AppError `invalid_request` for a search at fault, `conflict` for one too many */
    async save(by: May, { name, q }: SaveSearch): Promise<SavedSearch> {
      const userId = personOf(by);
      if (q.trim()) readQuery(q, new Date(0));
      const saved = await store.save({ id: newId(), userId, name, q }, MOST_SAVED_SEARCHES);
      if (saved) return present(saved);
      throw new AppError(
        'conflict',
        `You keep ${MOST_SAVED_SEARCHES} searches already. Delete one first.`,
      );
    },

    /** @throws AppError `not_found` */
    async remove(by: May, id: string): Promise<void> {
      if (!(await store.remove(personOf(by), id))) throw notFound('saved search');
    },
  };
}

export type SavedSearchService = ReturnType<typeof createSavedSearchService>;

function personOf({ principal }: May): string {
  if (principal.kind === 'user') return principal.id;
  throw new AppError('forbidden', 'Searches are kept for people, not for tokens.');
}

function present({ id, name, q, created_at }: SavedSearchRecord): SavedSearch {
  return { id, name, q, created: created_at.toISOString() };
}
