import { ApiError, InvalidResponseError, NetworkError } from '@webhood/client';
import { strings } from '../ui/strings.ts';

export type ErrorDescription = { title: string; message: string };

const text = strings.error;

/** What happened and what to do, for any error a call can end in. */
export function describeError(error: unknown): ErrorDescription {
  if (error instanceof NetworkError) return text.network;
  if (error instanceof InvalidResponseError) return text.version;
  if (error instanceof ApiError) return describeAnswer(error);
  return { title: text.unknown.title, message: messageOf(error) };
}

function describeAnswer(error: ApiError): ErrorDescription {
  switch (error.code) {
    case 'unauthenticated':
      return text.unauthenticated;
    case 'forbidden':
      return text.forbidden;
    case 'not_found':
      return text.notFound;
    case 'unavailable':
      return text.unavailable;
    case 'rate_limited':
    case 'queue_full':
      return { title: text.busy.title, message: busyMessage(error) };
    default:
      return { title: text.refused, message: [error.detail, ...fieldMessages(error)].join(' ') };
  }
}

function busyMessage(error: ApiError): string {
  const seconds = Math.ceil((error.retryAfterMs ?? 0) / 1_000);
  return seconds > 0 ? `${error.detail} ${text.busy.wait(seconds)}` : error.detail;
}

/** The fields at fault, unless the sentence before says the same already. */
function fieldMessages({ detail, errors }: ApiError): string[] {
  return errors
    .filter(({ message }) => !detail.includes(message))
    .map(({ field, message }) => `${field}: ${message.replace(/\.$/, '')}.`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function isUnauthenticated(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'unauthenticated';
}

/** Worth another try by itself: nothing was decided about the request. */
export function isPassing(error: unknown): boolean {
  return error instanceof NetworkError || (error instanceof ApiError && error.status >= 502);
}
