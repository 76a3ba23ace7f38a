/**
 * One object from a stream of unknown length. Parts go one after the other through one buffer,
 * which is what an upload costs in memory however long it is; the object appears when all of the
 * stream has been read and sent, or not at all.
 */
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** The least that S3 takes for a part that is not the last. It takes 10,000 of them. */
const PART_BYTES = 5 * 1024 * 1024;

interface Place {
  Bucket: string;
  Key: string;
}

const ContentType = 'application/octet-stream';

/** @throws what `content` ends with, or the SDK's error; parts are taken back before */
export async function uploadStream(
  client: S3Client,
  place: Place,
  content: AsyncIterable<Buffer>,
): Promise<void> {
  const upload = createMultipart(client, place);
  try {
    let waiting: Buffer[] = [];
    let waitingBytes = 0;
    for await (const chunk of content) {
      waiting.push(chunk);
      waitingBytes += chunk.length;
      while (waitingBytes >= PART_BYTES) {
        const rest = upload.fill(waiting);
        await upload.send(PART_BYTES);
        waiting = rest.length > 0 ? [rest] : [];
        waitingBytes = rest.length;
      }
    }
    if (upload.isBegun()) {
      upload.fill(waiting);
      if (waitingBytes > 0) await upload.send(waitingBytes);
      await upload.complete();
    } else {
      const Body = Buffer.concat(waiting);
      await client.send(new PutObjectCommand({ ...place, Body, ContentType }));
    }
  } catch (error) {
    // Where the store does not take them back now, the sweeper does.
    await upload.abort().catch(() => undefined);
    throw error;
  }
}

function createMultipart(client: S3Client, place: Place) {
  const parts: CompletedPart[] = [];
  let buffer = Buffer.alloc(0);
  let uploadId: string | undefined;

  return {
    isBegun: () => uploadId !== undefined,
    /** Copies into the buffer what fits; returns what does not, of the last chunk. */
    fill: (chunks: Buffer[]): Buffer => {
      if (buffer.length === 0) buffer = Buffer.allocUnsafe(PART_BYTES);
      let at = 0;
      let rest: Buffer = Buffer.alloc(0);
      for (const chunk of chunks) {
        const copied = chunk.copy(buffer, at);
        at += copied;
        rest = chunk.subarray(copied);
      }
      return rest;
    },
    /** The first so many bytes of the buffer. */
    send: async (bytes: number): Promise<void> => {
      uploadId ??= (await client.send(new CreateMultipartUploadCommand({ ...place, ContentType })))
        .UploadId;
      const PartNumber = parts.length + 1;
      const Body = buffer.subarray(0, bytes);
      const sent = await client.send(
        new UploadPartCommand({ ...place, UploadId: uploadId, PartNumber, Body }),
      );
      parts.push({ PartNumber, ETag: sent.ETag });
    },
    complete: async (): Promise<void> => {
      const MultipartUpload = { Parts: parts };
      await client.send(
        new CompleteMultipartUploadCommand({ ...place, UploadId: uploadId, MultipartUpload }),
      );
    },
    abort: async (): Promise<void> => {
      if (uploadId === undefined) return;
      await client.send(new AbortMultipartUploadCommand({ ...place, UploadId: uploadId }));
    },
  };
}
