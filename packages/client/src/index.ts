export { type Client, type ClientOptions, createClient } from './client.ts';
export type { Download } from './download.ts';
export {
  ApiError,
  InvalidResponseError,
  NetworkError,
  WaitTimeoutError,
} from './errors.ts';
export type { EventStreamState } from './events.ts';
export type { EndedScan } from './scan-watch.ts';
