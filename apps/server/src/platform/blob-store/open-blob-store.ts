/** The one place that chooses between stores. */
import type { Logger } from 'pino';
import { AppError } from '../http/app-error.ts';
import { StartFailure } from '../process/start-failure.ts';
import type { Teardown } from '../process/teardown.ts';
import type { BlobStore } from './blob-store.ts';
import { createFileBlobStore } from './file-blob-store.ts';
import { createS3BlobStore } from './s3-blob-store.ts';
import { s3FaultMessage } from './s3-faults.ts';
import type { S3Settings, StorageSettings } from './storage-settings.ts';

interface OpenDeps {
  settings: StorageSettings;
  log: Logger;
  teardown: Pick<Teardown, 'add'>;
}

/** The installation's store, once it has been found to work. @throws StartFailure */
export async function openBlobStore({ settings, log, teardown }: OpenDeps): Promise<BlobStore> {
  return settings.kind === 's3' ? openS3(settings, log, teardown) : openFiles(settings.dir);
}

async function openFiles(dir: string): Promise<BlobStore> {
  try {
    return await createFileBlobStore(dir);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const message = `Cannot write artifacts to ${dir}. Give its owner write access and room, or set WEBHOOD_STORAGE_URL.`;
    throw new StartFailure('storage_unusable', message, error);
  }
}

async function openS3(
  settings: S3Settings,
  log: Logger,
  teardown: Pick<Teardown, 'add'>,
): Promise<BlobStore> {
  const store = createS3BlobStore(settings, log);
  teardown.add('blob_store', async () => store.close());
  try {
    await store.probe();
  } catch (error) {
    log.error({ err: error }, 'blob_store.unusable');
    throw new StartFailure('storage_unusable', s3FaultMessage(error, settings.bucket), error);
  }
  return store;
}
