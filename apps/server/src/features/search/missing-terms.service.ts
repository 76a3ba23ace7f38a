/**
 * Gives scans that ended before there were search terms the terms they would have got, from the
 * reports that they left. What is done is not looked at again, so a run that ends anywhere, on
 * whichever server, costs nothing.
 */
import type { FastifyBaseLogger } from 'fastify';
import type { ArtifactService } from '../artifacts/artifact.service.ts';
import type { MissingTermsStore, ScanWithoutTerms } from './missing-terms.store.ts';
import { importedTerms, reportTerms } from './search-terms.service.ts';

/** Of each minute, so that reading old reports is a twelfth of what one processor does at most. */
const RUN_MS = 5_000;
const SCANS_AT_ONCE = 20;
/** Of no field: of a scan that names nothing, so that it is not looked at for ever. */
const NOTHING = 'none=';

export interface MissingTermsService {
  /** Does what fits into a run. Resolves to how many got terms. @throws when the store is away */
  fill(): Promise<number>;
}

interface MissingTermsDeps {
  store: MissingTermsStore;
  artifacts: Pick<ArtifactService, 'list' | 'findReport'>;
  log: FastifyBaseLogger;
  /** For tests. */
  runMs?: number;
}

export function createMissingTermsService(deps: MissingTermsDeps): MissingTermsService {
  const { store, artifacts, log, runMs = RUN_MS } = deps;

  async function termsOf({ id, url, finalUrl, title }: ScanWithoutTerms): Promise<string[]> {
    const kept = await artifacts.list(id);
    const report = await artifacts.findReport(id);
    const terms = report
      ? reportTerms({ report, artifacts: kept }, url)
      : importedTerms({ url, finalUrl, title, hashes: kept.map(({ sha256 }) => sha256) });
    return terms.length > 0 ? terms : [NOTHING];
  }

  async function fill(): Promise<number> {
    const endsAt = Date.now() + runMs;
    let filled = 0;
    let scans = await store.find(SCANS_AT_ONCE);
    while (scans.length > 0) {
      for (const scan of scans) {
        if (await store.add(scan.id, await termsOf(scan))) filled += 1;
        if (Date.now() >= endsAt) break;
      }
      scans = Date.now() >= endsAt ? [] : await store.find(SCANS_AT_ONCE);
    }
    if (filled > 0) log.info({ filled }, 'search.terms_filled');
    return filled;
  }

  return { fill };
}
