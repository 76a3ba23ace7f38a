/** Where artifacts are kept, as `WEBHOOD_STORAGE_URL` says it. */
import { fileURLToPath } from 'node:url';

export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface S3Settings {
  kind: 's3';
  bucket: string;
  /** Before every key: empty, or ending in `/`. */
  prefix: string;
  region: string;
  /** Undefined: Amazon's own for the region. */
  endpoint: URL | undefined;
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. */
  pathStyle: boolean;
  /** Undefined: what the SDK finds, such as the role of the machine or the pod. */
  credentials: S3Credentials | undefined;
}

export type StorageSettings = { kind: 'files'; dir: string } | S3Settings;

export type ParsedStorage =
  | { kind: 'valid'; settings: { kind: 'files'; dir: string } | Omit<S3Settings, 'credentials'> }
  | { kind: 'faulty'; faults: string[] };

export const STORAGE_FORMS = 'file:///path or s3://bucket?region=eu-central-1';

const PARAMETERS = ['endpoint', 'region', 'path_style'];
const DEFAULT_REGION = 'us-east-1';
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** Any number of folders of unreserved characters. */
const PREFIX = /^(?:[\w.-]+\/)*$/;

/** Every fault of it, without the variable's name. */
export function parseStorageUrl(value: string): ParsedStorage {
  const url = URL.parse(value);
  if (url?.protocol === 'file:' && url.host === '') {
    return { kind: 'valid', settings: { kind: 'files', dir: fileURLToPath(url) } };
  }
  if (url?.protocol === 's3:') return parseS3(url);
  return { kind: 'faulty', faults: [`must be like ${STORAGE_FORMS}`] };
}

function parseS3(url: URL): ParsedStorage {
  const faults: string[] = [];
  const { searchParams: given } = url;
  if (url.username !== '' || url.password !== '') {
    faults.push('must not hold credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  }
  if (!BUCKET.test(url.host)) faults.push('must name a bucket, as in s3://bucket');
  const unknown = [...given.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) {
    faults.push(`has parameters other than ${PARAMETERS.join(', ')}`);
  }
  const endpoint = parseEndpoint(given.get('endpoint'), faults);
  const pathStyle = given.get('path_style') ?? String(endpoint !== undefined);
  if (!/^(true|false)$/.test(pathStyle)) faults.push('has a path_style that is not true or false');
  const region = given.get('region') ?? DEFAULT_REGION;
  if (!/^[a-z0-9-]{1,40}$/i.test(region)) faults.push('has a region that is not like eu-central-1');
  const folder = url.pathname.replace(/^\/+|\/+$/g, '');
  const prefix = folder === '' ? '' : `${folder}/`;
  if (!PREFIX.test(prefix)) {
    faults.push('has a prefix with other characters than letters, digits, dots, dashes and /');
  }
  if (faults.length > 0) return { kind: 'faulty', faults };
  const settings = {
    kind: 's3' as const,
    bucket: url.host,
    prefix,
    region,
    endpoint,
    pathStyle: pathStyle === 'true',
  };
  return { kind: 'valid', settings };
}

function parseEndpoint(text: string | null, faults: string[]): URL | undefined {
  if (text === null) return undefined;
  const url = URL.parse(text);
  const isPlain = url?.search === '' && url.hash === '' && url.username === '';
  if (url && isPlain && /^https?:$/.test(url.protocol)) return url;
  faults.push('has an endpoint that is not like https://s3.example.org');
  return undefined;
}
