import { describe, expect, it } from 'vitest';
import { forwardedRequestHeaders, forwardedResponseHeaders } from './headers.ts';

describe('request headers', () => {
  const raw = [
    'host',
    'lies.example',
    'Connection',
    'Upgrade, X-Hop',
    'Upgrade',
    'websocket',
    'X-Hop',
    '1',
    'Keep-Alive',
    '5',
    'TE',
    'trailers',
    'Proxy-Connection',
    'x',
    'Proxy-Authorization',
    'x',
    'Expect',
    '100-continue',
    'Sec-WebSocket-Key',
    'k',
    'Transfer-Encoding',
    'chunked',
  ];

  it('lose what belongs to the connection with the guard', () => {
    expect(forwardedRequestHeaders(raw, 'a.com', 'request')).toEqual([
      'Host',
      'a.com',
      'Sec-WebSocket-Key',
      'k',
      'Transfer-Encoding',
      'chunked',
      'Connection',
      'keep-alive',
    ]);
  });

  it('keep the upgrade where one is wanted', () => {
    expect(forwardedRequestHeaders(raw, 'a.com', 'upgrade')).toEqual([
      'Host',
      'a.com',
      'Connection',
      'Upgrade, X-Hop',
      'Upgrade',
      'websocket',
      'Sec-WebSocket-Key',
      'k',
      'Transfer-Encoding',
      'chunked',
    ]);
  });
});

describe('response headers', () => {
  it('keep order, spelling and repetition', () => {
    const raw = ['B', '1', 'set-cookie', 'a', 'b', '2', 'Set-Cookie', 'c', 'Content-Length', '1'];
    expect(forwardedResponseHeaders(raw)).toEqual(raw);
  });

  it('lose the length where the body is chunked, and what only pretends', () => {
    expect(
      forwardedResponseHeaders([
        'Content-Length',
        '5',
        'Transfer-Encoding',
        'chunked',
        'X-WebHood-Refused',
        'x',
        'Proxy-Authenticate',
        'Basic',
        'Connection',
        'close, X-Hop, Set-Cookie',
        'X-Hop',
        '1',
        'Set-Cookie',
        'kept',
        'Bad',
        'a\u0001b',
        'Bad Name',
        '1',
      ]),
    ).toEqual(['Transfer-Encoding', 'chunked', 'X-Hop', '1', 'Set-Cookie', 'kept']);
  });

  it.each(['gzip', 'identity', 'gzip, chunked', 'chunked;q=1', 'xchunked'])(
    'lose the coding %s, which Chromium and Node read differently, and the length beside it',
    (coding) => {
      const raw = ['Transfer-Encoding', coding, 'content-length', '5', 'A', 'b'];
      expect(forwardedResponseHeaders(raw)).toEqual(['A', 'b']);
    },
  );
});
