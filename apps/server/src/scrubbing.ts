/** Wires the scrub of artifacts: a server does it in the background, an operator by a command. */
import type { Logger } from 'pino';
import { createScrubService, type ScrubService } from './features/artifacts/scrub.service.ts';
import type { ScrubStore } from './features/artifacts/scrub.store.ts';
import type { AuditRecord, AuditStore } from './features/audit/audit.store.ts';
import type { BlobStore } from './platform/blob-store/blob-store.ts';

interface ScrubbingDeps {
  store: ScrubStore;
  audit: Pick<AuditStore, 'insert'>;
  blobs: BlobStore;
  /** Who is looking. */
  actor: AuditRecord['actor'];
  log: Pick<Logger, 'error' | 'info'>;
}

export function createScrub({ store, audit, blobs, actor, log }: ScrubbingDeps): ScrubService {
  return createScrubService({
    store,
    blobs,
    onDamage: ({ sha256, size, scanIds }) =>
      audit.insert([
        {
          action: 'artifact.damaged',
          outcome: 'failed',
          actor,
          target: { kind: 'artifact', id: sha256, name: null },
          details: { size, scanIds },
        },
      ]),
    log,
  });
}
