/** Signing as https://www.standardwebhooks.com has it. */
import { createHmac, randomBytes } from 'node:crypto';

/** Within the 24 to 64 bytes of the specification. */
const SECRET_BYTES = 32;
const PREFIX = 'whsec_';

export function newWebhookSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
}

export interface SignedMessage {
  id: string;
  timestampSeconds: number;
  body: string;
}

export function signatureHeaders(
  secret: string,
  { id, timestampSeconds, body }: SignedMessage,
): Record<string, string> {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signed = createHmac('sha256', key).update(`${id}.${timestampSeconds}.${body}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': `v1,${signed.digest('base64')}`,
  };
}
