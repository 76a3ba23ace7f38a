import {
  Artifact,
  BulkScanReply,
  type BulkScanRequestInput,
  IDEMPOTENCY_HEADER,
  type PictureSize,
  Report,
  type RescanRequestInput,
  Scan,
  type ScanListQuery,
  type ScanRequestInput,
  type TagsChangeInput,
} from '@webhood/contract';
import { type Download, downloadOf } from './download.ts';
import type { CallOptions, Http } from './http.ts';
import type { BodyOf } from './operations.ts';

const Scans = Scan.array();
const Artifacts = Artifact.array();

export interface SubmitOptions extends CallOptions {
  /** Repeating a submission with the key and body that it had answers the same scans. */
  idempotencyKey?: string | undefined;
}

function keyHeader({ idempotencyKey }: SubmitOptions): { headers?: Record<string, string> } {
  if (idempotencyKey === undefined) return {};
  return { headers: { [IDEMPOTENCY_HEADER]: `"${idempotencyKey}"` } };
}

export function createScans(http: Http) {
  const download = async (
    route: 'scanScreenshot' | 'scanHtml' | 'scanTrace' | 'scanReport',
    scanId: string,
    { signal }: CallOptions,
  ): Promise<Download> =>
    downloadOf(await http.open({ route, params: { scanId }, accept: '*/*', signal }));

  return {
    submit: (request: ScanRequestInput, options: SubmitOptions = {}) =>
      http.json(
        {
          method: 'POST',
          route: 'scans',
          body: request,
          signal: options.signal,
          ...keyHeader(options),
        },
        Scan,
      ),

    /** Up to a thousand URLs, with a verdict for each. */
    submitMany: (request: BulkScanRequestInput, options: SubmitOptions = {}) =>
      http.json(
        {
          method: 'POST',
          route: 'scansBulk',
          body: request,
          signal: options.signal,
          ...keyHeader(options),
        },
        BulkScanReply,
      ),

    /** The same URL again; what is not given is as it was. */
    rescan: (scanId: string, request: RescanRequestInput = {}, options: SubmitOptions = {}) =>
      http.json(
        {
          method: 'POST',
          route: 'scanRescan',
          params: { scanId },
          // Its options go through a step whose input has no type.
          body: request as BodyOf<'scanRescan', 'POST'>,
          signal: options.signal,
          ...keyHeader(options),
        },
        Scan,
      ),

    changeTags: (scanId: string, change: TagsChangeInput, { signal }: CallOptions = {}) =>
      http.json(
        { method: 'PATCH', route: 'scanTags', params: { scanId }, body: change, signal },
        Scan,
      ),

    list: (query: Partial<ScanListQuery> = {}, { signal }: CallOptions = {}) =>
      http.json({ route: 'scans', query, signal }, Scans),

    get: (scanId: string, { signal }: CallOptions = {}) =>
      http.json({ route: 'scan', params: { scanId }, signal }, Scan),

    cancel: (scanId: string, { signal }: CallOptions = {}) =>
      http.json({ method: 'POST', route: 'scanCancel', params: { scanId }, signal }, Scan),

    remove: (scanId: string, { signal }: CallOptions = {}) =>
      http.none({ method: 'DELETE', route: 'scan', params: { scanId }, signal }),

    report: (scanId: string, { signal }: CallOptions = {}) =>
      http.json({ route: 'scanReport', params: { scanId }, signal }, Report),

    artifacts: (scanId: string, { signal }: CallOptions = {}) =>
      http.json({ route: 'scanArtifacts', params: { scanId }, signal }, Artifacts),

    /** Streams: nothing is held in memory until it is read. */
    openScreenshot: (scanId: string, options: CallOptions = {}) =>
      download('scanScreenshot', scanId, options),
    openHtml: (scanId: string, options: CallOptions = {}) => download('scanHtml', scanId, options),
    openTrace: (scanId: string, options: CallOptions = {}) =>
      download('scanTrace', scanId, options),
    openReport: (scanId: string, options: CallOptions = {}) =>
      download('scanReport', scanId, options),
    openArtifact: async (scanId: string, sha256: string, { signal }: CallOptions = {}) =>
      downloadOf(
        await http.open({
          route: 'scanArtifact',
          params: { scanId, sha256 },
          accept: '*/*',
          signal,
        }),
      ),

    /** Addresses for an `<img>` or a download link; they need the browser's own sign-in. */
    urls: {
      /** Without a size: the file as it was taken, which browsers may save and not draw. */
      screenshot: (scanId: string, size?: PictureSize) =>
        http.url({ route: 'scanScreenshot', params: { scanId }, query: { size } }),
      report: (scanId: string) => http.url({ route: 'scanReport', params: { scanId } }),
      /** `size` is for screenshots alone. */
      artifact: (scanId: string, sha256: string, size?: PictureSize) =>
        http.url({ route: 'scanArtifact', params: { scanId, sha256 }, query: { size } }),
    },
  };
}
