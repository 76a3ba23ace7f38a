import { ApiError, InvalidResponseError, NetworkError, WaitTimeoutError } from '@webhood/client';
import { CommandError, EXIT } from '../exit-codes.ts';
import { DamagedDownloadError } from './download-evidence.ts';
import type { ServerConnection } from './server-connection.ts';

/** What is wrong with this one scan: it is not there, or its evidence came damaged. */
export function isAboutTheScan(error: unknown): boolean {
  if (error instanceof DamagedDownloadError) return true;
  return error instanceof ApiError && error.code === 'not_found';
}

/** The failure code under which `docs/failure-codes.md` explains it. */
export function codeOf(error: unknown): string {
  if (error instanceof ApiError) return error.code;
  if (error instanceof NetworkError) return 'server_unreachable';
  if (error instanceof DamagedDownloadError) return 'hash_mismatch';
  if (error instanceof WaitTimeoutError) return 'timeout';
  return 'internal_error';
}

export function sentenceOf(error: unknown): string {
  if (error instanceof ApiError) {
    // Of one field at fault the sentence before often says the same already.
    const faults = error.errors
      .filter(({ message }) => !error.detail.includes(message))
      .map(({ field, message }) => `${field}: ${message}`);
    return [error.detail, ...faults].join(' ');
  }
  if (error instanceof NetworkError) return networkSentence(error);
  return error instanceof Error ? error.message : String(error);
}

/** The same as an end of the command, where it is the server's or the connection's doing. */
export function explainServerError(error: unknown, { url }: ServerConnection): unknown {
  const expected =
    error instanceof ApiError ||
    error instanceof NetworkError ||
    error instanceof InvalidResponseError;
  if (!expected) return error;
  // What was asked for cannot be read: as wrong as a flag.
  if (error instanceof ApiError && error.code === 'invalid_request') {
    return new CommandError(sentenceOf(error), { exitCode: EXIT.usage, cause: error });
  }
  return new CommandError(`${url}: ${sentenceOf(error)} (${codeOf(error)})`, { cause: error });
}

function networkSentence(error: NetworkError): string {
  const code = innermostCode(error);
  const reason = code === undefined ? error.message : `${error.message} (${code})`;
  const hint = isCertificateError(code)
    ? 'Name the certificate of the server, or of its authority, in WEBHOOD_CA.'
    : 'Check the address, and that the server runs.';
  return `${reason} ${hint}`;
}

/** More levels than fetch, undici and TLS nest. */
const MAX_CAUSES = 5;

function innermostCode(error: unknown): string | undefined {
  let code: string | undefined;
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string') code = current.code;
    current = current.cause;
  }
  return code;
}

function isCertificateError(code: string | undefined): boolean {
  return code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_|ISSUER/.test(code);
}
