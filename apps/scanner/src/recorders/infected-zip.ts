import { createReadStream, createWriteStream } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { configure, ZipWriter } from '@zip.js/zip.js';
import { entryName } from './entry-name.ts';

/** The password that malware samples are customarily passed on under. */
export const ZIP_PASSWORD = 'infected';
const AES_256 = 3;

configure({ useWebWorkers: false });

/** Streams a file into an AES-256 zip, uncompressed: downloads mostly are compressed already. */
export async function writeInfectedZip(
  source: string,
  target: string,
  { suggestedName, signal }: { suggestedName: string; signal?: AbortSignal },
): Promise<void> {
  const output = Writable.toWeb(createWriteStream(target, { mode: 0o600 }));
  const zip = new ZipWriter(output, {
    password: ZIP_PASSWORD,
    encryptionStrength: AES_256,
    level: 0,
  });
  const input: ReadableStream<Uint8Array> = Readable.toWeb(createReadStream(source));
  await zip.add(entryName(suggestedName), input, signal ? { signal } : {});
  await zip.close();
}
