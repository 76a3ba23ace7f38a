import { unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:https';
import type { Logger } from 'pino';
import { type CertificateFiles, parsePair, readPair } from './certificate-files.ts';

/** Looking rather than listening for events: secrets mounted into containers are swapped symlinks. */
const LOOK_EVERY_MS = 2_000;

interface ReloadDeps {
  server: Pick<Server, 'setSecureContext'>;
  files: CertificateFiles;
  log: Logger;
  lookEveryMs?: number;
}

/**
 * Takes up a changed certificate for new connections; running ones keep theirs. A pair that does
 * not fit (one of two files written so far) is left alone until the next change.
 */
export function reloadOnChange({ server, files, log, lookEveryMs }: ReloadDeps): () => void {
  const paths = [files.certFile, files.keyFile];
  const reload = async (): Promise<void> => {
    try {
      const pair = await readPair(files);
      const certificate = parsePair(pair);
      server.setSecureContext({ ...pair, minVersion: 'TLSv1.2' });
      log.info({ validTo: certificate.validTo }, 'tls.certificate_reloaded');
    } catch (error) {
      log.error({ err: error }, 'tls.certificate_unusable');
    }
  };
  const onChange = (): void => void reload();
  for (const path of paths) watchFile(path, { interval: lookEveryMs ?? LOOK_EVERY_MS }, onChange);
  return () => {
    for (const path of paths) unwatchFile(path, onChange);
  };
}
