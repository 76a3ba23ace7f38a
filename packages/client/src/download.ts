import { InvalidResponseError } from './errors.ts';

/** A blob on its way. `size` is in bytes, null when the server does not say or compresses it. */
export type Download = {
  mediaType: string;
  size: number | null;
  stream: ReadableStream<Uint8Array>;
  text(): Promise<string>;
};

/** @throws InvalidResponseError when there is no body to read. */
export function downloadOf(response: Response): Download {
  if (!response.body) throw new InvalidResponseError('The download has no body.');
  const { headers } = response;
  // That of what is compressed is not that of what comes out.
  const length = headers.has('content-encoding') ? null : headers.get('content-length');
  return {
    mediaType: headers.get('content-type') ?? 'application/octet-stream',
    size: length === null ? null : Number(length),
    stream: response.body,
    text: () => response.text(),
  };
}
