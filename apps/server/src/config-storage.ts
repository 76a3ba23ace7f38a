/** The artifact store's part of the settings. */
import { resolve } from 'node:path';
import {
  parseStorageUrl,
  type S3Credentials,
  type StorageSettings,
} from './platform/blob-store/storage-settings.ts';

interface SettingsReader {
  faults: string[];
  text(name: string): string | undefined;
  secret(name: string): string | undefined;
}

/** The usual names, which other programs read as well: they matter only to a store in S3. */
function readCredentials(reader: SettingsReader): S3Credentials | undefined {
  const accessKeyId = reader.secret('AWS_ACCESS_KEY_ID');
  const secretAccessKey = reader.secret('AWS_SECRET_ACCESS_KEY');
  const sessionToken = reader.secret('AWS_SESSION_TOKEN');
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    reader.faults.push('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be given together');
    return undefined;
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

export function readStorage(reader: SettingsReader, dataDir: string): StorageSettings {
  const fallback: StorageSettings = { kind: 'files', dir: resolve(dataDir, 'artifacts') };
  const value = reader.text('WEBHOOD_STORAGE_URL');
  if (value === undefined) return fallback;
  const parsed = parseStorageUrl(value);
  if (parsed.kind === 'faulty') {
    reader.faults.push(...parsed.faults.map((fault) => `WEBHOOD_STORAGE_URL ${fault}`));
    return fallback;
  }
  const { settings } = parsed;
  return settings.kind === 's3' ? { ...settings, credentials: readCredentials(reader) } : settings;
}
