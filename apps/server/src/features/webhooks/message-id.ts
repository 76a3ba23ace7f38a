import { randomUUID } from 'node:crypto';

/** As the database makes them. */
export function newMessageId(): string {
  return `msg_${randomUUID().replaceAll('-', '')}`;
}
