import type { S3Settings } from './storage-settings.ts';

export const BUCKET = 'webhood-test';

/** The key that s3rver accepts. */
const KEY = 'S3RVER';

export function settingsFor(url: string, change: Partial<S3Settings> = {}): S3Settings {
  return {
    kind: 's3',
    bucket: BUCKET,
    prefix: 'evidence/',
    region: 'us-east-1',
    endpoint: new URL(url),
    pathStyle: true,
    credentials: { accessKeyId: KEY, secretAccessKey: KEY },
    ...change,
  };
}
