import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog } from './log.ts';

function logTo(): { lines: string[]; log: ReturnType<typeof createLog> } {
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  return { lines, log: createLog('trace', { stream }) };
}

test('secrets are not written, at the top or inside', () => {
  const { lines, log } = logTo();
  const canary = 'canary-1234';
  log.info({ password: canary, headers: { authorization: canary, 'api-key': canary } }, 'x.y');
  log.info({ body: { user: { newPassword: canary } }, reply: { 'set-cookie': canary } }, 'x.y');
  log.info({ req: { url: `/x?token=${canary}` } }, 'x.y');
  expect(lines).toHaveLength(3);
  expect(lines.join()).not.toContain(canary);
});

test('an error is its type, message, code and causes, without what else hangs on it', () => {
  const { lines, log } = logTo();
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (url)=(https://example.com/?token=canary) already exists.',
  });
  log.error({ err: new Error('failed', { cause }) }, 'x.failed');
  expect(JSON.parse(lines.join())).toMatchObject({
    err: { type: 'Error', message: 'failed', cause: { code: '23505', message: 'duplicate key' } },
  });
  expect(lines.join()).not.toContain('canary');
});
