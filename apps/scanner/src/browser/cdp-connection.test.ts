import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { createCdpConnection } from './cdp-connection.ts';

function connect(options: { maxMessageBytes?: number } = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  const onListenerError = vi.fn();
  const connection = createCdpConnection({ input, output, onListenerError, ...options });
  const say = (message: object) => output.write(`${JSON.stringify(message)}\0`);
  return { connection, output, say, onListenerError };
}

test('losing the pipe rejects every pending call', async () => {
  const { connection } = connect();
  const calls = [
    connection.root.send('Browser.getVersion'),
    connection.session('a').send('Page.getFrameTree'),
  ];
  connection.close('gone');
  for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'closed' });
  await expect(connection.root.send('Browser.getVersion')).rejects.toMatchObject({
    code: 'closed',
  });
});

test('a detached session rejects its own calls and no others', async () => {
  const { connection, say } = connect();
  const gone = connection.session('a').send('Page.getFrameTree');
  const other = connection.root.send('Browser.getVersion');
  say({ method: 'Target.detachedFromTarget', params: { sessionId: 'a' } });
  await expect(gone).rejects.toMatchObject({ code: 'detached' });
  say({ id: 2, result: { product: 'x' } });
  await expect(other).resolves.toEqual({ product: 'x' });
});

test('a call that is never answered ends with its timeout', async () => {
  const { connection } = connect();
  const call = connection.root.within(5).send('Browser.getVersion');
  await expect(call).rejects.toMatchObject({ code: 'timeout' });
});

test('an answer larger than the bound fails its call instead of filling memory', async () => {
  const { connection, say } = connect({ maxMessageBytes: 100 });
  const call = connection.root.send('Browser.getVersion');
  say({ id: 1, result: { product: 'x'.repeat(1_000) } });
  await expect(call).rejects.toMatchObject({ code: 'too_large' });
});

test('a listener that throws is reported and does not stop the others', () => {
  const { connection, onListenerError, output } = connect();
  const second = vi.fn();
  connection.root.on('Target.targetCreated', () => {
    throw new Error('broken');
  });
  connection.root.on('Target.targetCreated', second);
  output.emit('data', Buffer.from('{"method":"Target.targetCreated","params":{}}\0'));
  expect(onListenerError).toHaveBeenCalledOnce();
  expect(second).toHaveBeenCalledOnce();
});

test('text that is not a message closes the connection', () => {
  const { connection, output } = connect();
  output.emit('data', Buffer.from('nonsense\0'));
  expect(connection.isClosed).toBe(true);
});
