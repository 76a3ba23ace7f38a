/** What an S3 store answers when it does not do what was asked, in words for whoever can mend it. */
import { S3ServiceException } from '@aws-sdk/client-s3';
import { AppError } from '../http/app-error.ts';

/** The SDK has tried several times already. */
const RETRY_SECONDS = 5;

const CREDENTIAL_FAULTS = [
  'AccessDenied',
  'AllAccessDisabled',
  'ExpiredToken',
  'InvalidAccessKeyId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'CredentialsProviderError',
];

export function isAbsent(error: unknown): boolean {
  return error instanceof S3ServiceException && ['NoSuchKey', 'NotFound'].includes(error.name);
}

/** As `unavailable` for whoever asked; why is in its cause, for the log. */
export function asUnavailable(error: unknown): never {
  if (error instanceof AppError) throw error;
  throw new AppError('unavailable', 'The artifact store does not work. Try again shortly.', {
    retryAfterSeconds: RETRY_SECONDS,
    cause: error,
  });
}

/** One sentence for whoever starts the server: what is wrong with the store and where to look. */
export function s3FaultMessage(error: unknown, bucket: string): string {
  const name = error instanceof Error ? error.name : '';
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  if (name === 'NoSuchBucket' || status === 404) {
    return `There is no bucket ${bucket}. Make it, or name another in WEBHOOD_STORAGE_URL.`;
  }
  if (status === 301 || name === 'PermanentRedirect' || name === 'AuthorizationHeaderMalformed') {
    return `The bucket ${bucket} is in another region. Set region= in WEBHOOD_STORAGE_URL.`;
  }
  if (CREDENTIAL_FAULTS.includes(name) || status === 401 || status === 403) {
    return (
      `The store does not let us use the bucket ${bucket} (${name}). Check AWS_ACCESS_KEY_ID and ` +
      'AWS_SECRET_ACCESS_KEY, and that they may list the bucket and get, put and delete objects.'
    );
  }
  const answer = status === undefined ? 'does not answer' : `answers with status ${status}`;
  return `The store of the bucket ${bucket} ${answer}. Check the endpoint in WEBHOOD_STORAGE_URL.`;
}
