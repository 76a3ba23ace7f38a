/**
 * Headers, cookies and proxy that are submitted with a scan. The database has them masked, and
 * beside that sealed until the scan has ended; only the scanner that leases the scan is given them.
 */
import { maskOptions, ScanOptions } from '@webhood/contract';
import type { SealedValues } from '../../platform/crypto/sealed-values.ts';

export interface KeptOptions {
  /** Masked. */
  options: ScanOptions;
  /** Null where there is nothing to keep secret. */
  sealed: string | null;
}

const SecretOptions = ScanOptions.pick({ headers: true, cookies: true, proxy: true });

export function createScanSecrets(values: SealedValues) {
  return {
    keep: (scanId: string, options: ScanOptions): KeptOptions => {
      const { headers, cookies, proxy } = options;
      if (headers === undefined && cookies === undefined && proxy === undefined) {
        return { options, sealed: null };
      }
      const secrets = JSON.stringify({ headers, cookies, proxy });
      return {
        options: maskOptions(options),
        sealed: values.seal('scan-secrets', secrets, scanId),
      };
    },

    /** The options as they were submitted. Undefined when the server's secret has changed since. */
    recall: (scanId: string, { options, sealed }: KeptOptions): ScanOptions | undefined => {
      if (sealed === null) return options;
      const secrets = values.open('scan-secrets', sealed, scanId);
      if (secrets === undefined) return undefined;
      return { ...options, ...SecretOptions.parse(JSON.parse(secrets)) };
    },
  };
}

export type ScanSecrets = ReturnType<typeof createScanSecrets>;
