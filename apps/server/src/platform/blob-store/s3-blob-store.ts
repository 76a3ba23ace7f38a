/**
 * Blobs as objects `<prefix><sha256>` of an S3 bucket. Content is verified while it streams, and an
 * object appears only once all of it has been: a part that fails its check is never completed.
 */
import { randomBytes } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Logger } from 'pino';
import type { BlobExpectation, BlobStore, ByteRange, OpenBlob, StoredBlob } from './blob-store.ts';
import { asUnavailable, isAbsent } from './s3-faults.ts';
import { uploadStream } from './s3-upload.ts';
import type { S3Settings } from './storage-settings.ts';
import { verifiedStream } from './verified-stream.ts';

const SHA256 = /^[0-9a-f]{64}$/;

/** With the SDK's back-off between them, about three seconds of a store that refuses. */
const ATTEMPTS = 5;
const CONNECT_MS = 5_000;
/** A store that says nothing for this long, between two packets or before its answer. */
const SILENCE_MS = 20_000;
/** Beside each other, of this server. More wait. */
const CONNECTIONS = 50;

/** An upload that is longer under way was left by a server that died. */
const UNFINISHED_MS = 60 * 60 * 1000;

export interface S3BlobStore extends BlobStore {
  /** Writes, reads, deletes and lists once. @throws the SDK's error, for `s3FaultMessage` */
  probe(): Promise<void>;
  /** Ends the connections. */
  close(): void;
}

export function createS3BlobStore(settings: S3Settings, log: Logger): S3BlobStore {
  const client = createClient(settings);
  const { bucket: Bucket, prefix } = settings;
  const place = (sha256: string): { Bucket: string; Key: string } => {
    // The hash is the key: nothing else may ever become one.
    if (!SHA256.test(sha256)) throw new TypeError('not a SHA-256');
    return { Bucket, Key: prefix + sha256 };
  };

  async function has(sha256: string): Promise<boolean> {
    const request = new HeadObjectCommand(place(sha256));
    try {
      await client.send(request);
      return true;
    } catch (error) {
      return isAbsent(error) ? false : asUnavailable(error);
    }
  }

  async function put(content: Readable, expectation: BlobExpectation): Promise<number> {
    const { sha256 } = expectation;
    const verified = verifiedStream(expectation);
    let uploading: Promise<void> | undefined;
    let senderFault: { error: unknown } | undefined;
    const noteFault = (error: unknown) => {
      senderFault ??= { error };
    };
    content.on('error', noteFault);
    try {
      // Whoever sends must have the content even where it is stored, but it need not travel twice.
      const isStored = await has(sha256);
      if (isStored) await pipeline(content, verified.stream, discard());
      else {
        await pipeline(content, verified.stream, async (source) => {
          uploading = uploadStream(client, place(sha256), source);
          await uploading;
        });
      }
      return verified.sizeBytes();
    } catch (error) {
      // Its parts are taken back before anyone is told.
      await uploading?.catch(() => undefined);
      throw senderFault ? senderFault.error : asUnavailable(error);
    } finally {
      content.off('error', noteFault);
    }
  }

  async function open(sha256: string, range?: ByteRange): Promise<OpenBlob | undefined> {
    const part = range ? { Range: `bytes=${range.start}-${range.end}` } : {};
    const request = new GetObjectCommand({ ...place(sha256), ...part });
    try {
      const found = await client.send(request);
      if (!(found.Body instanceof Readable)) throw new TypeError('the store sent no body');
      const whole = /\/(\d+)$/.exec(found.ContentRange ?? '')?.[1];
      return { stream: found.Body, sizeBytes: Number(whole ?? found.ContentLength) };
    } catch (error) {
      return isAbsent(error) ? undefined : asUnavailable(error);
    }
  }

  async function remove(sha256: string): Promise<void> {
    const request = new DeleteObjectCommand(place(sha256));
    await client.send(request).catch(asUnavailable);
  }

  async function* list(): AsyncIterable<StoredBlob> {
    await abortUnfinished().catch((error: unknown) => {
      // Not every store lists them; where it does not, its own rule for them is to be set.
      log.warn({ err: error }, 'blob_store.unfinished_not_swept');
    });
    try {
      for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix: prefix })) {
        for (const { Key = '', LastModified } of page.Contents ?? []) {
          const sha256 = Key.slice(prefix.length);
          if (SHA256.test(sha256) && LastModified) yield { sha256, storedAt: LastModified };
        }
      }
    } catch (error) {
      asUnavailable(error);
    }
  }

  async function abortUnfinished(): Promise<void> {
    // One page: what is aborted makes room for the rest on the next sweep.
    const page = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: prefix }));
    for (const { Key = '', UploadId, Initiated } of page.Uploads ?? []) {
      const isOld = Initiated && Date.now() - Initiated.getTime() > UNFINISHED_MS;
      if (!isOld || !SHA256.test(Key.slice(prefix.length))) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    }
  }

  async function probe(): Promise<void> {
    const Key = `${prefix}probe-${randomBytes(8).toString('hex')}`;
    await client.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from('probe') }));
    await client.send(new HeadObjectCommand({ Bucket, Key }));
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    await client.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
  }

  return { put, has, open, delete: remove, list, probe, close: () => client.destroy() };
}

function createClient(settings: S3Settings): S3Client {
  const { region, endpoint, pathStyle, credentials } = settings;
  return new S3Client({
    region,
    forcePathStyle: pathStyle,
    ...(endpoint ? { endpoint: endpoint.href } : {}),
    ...(credentials ? { credentials } : {}),
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: SILENCE_MS,
      throwOnRequestTimeout: true,
      socketTimeout: SILENCE_MS,
      httpsAgent: { maxSockets: CONNECTIONS },
      httpAgent: { maxSockets: CONNECTIONS },
    },
    // The newer checksums are not understood by every store; content is hashed here anyway.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

function discard(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
