/**
 * A thin client of the Chrome DevTools Protocol over the browser's pipe, with flattened sessions.
 * Every call has a timeout, so nothing here can wait for ever on a page; losing the pipe rejects
 * every pending call. A renderer that has been taken over can forge events, so a listener that
 * throws is reported and never takes the process down.
 */
import type { Readable, Writable } from 'node:stream';
import type { ProtocolMapping } from 'devtools-protocol/types/protocol-mapping.d.ts';
import { createMessageSplitter } from './message-splitter.ts';

export type CdpMethod = keyof ProtocolMapping.Commands;
export type CdpParams<M extends CdpMethod> = ProtocolMapping.Commands[M]['paramsType'];
export type CdpResult<M extends CdpMethod> = ProtocolMapping.Commands[M]['returnType'];
export type CdpEvent = keyof ProtocolMapping.Events;
export type CdpEventParams<E extends CdpEvent> = ProtocolMapping.Events[E][0];

/** Long enough for a loaded machine, short enough to notice a browser that has stopped answering. */
const DEFAULT_CALL_TIMEOUT_MS = 15_000;
/** A 96 MiB body in base64; a larger message could only come from a page that floods. */
const MAX_MESSAGE_BYTES = 128 * 1024 * 1024;

export type CdpErrorCode = 'timeout' | 'closed' | 'detached' | 'refused' | 'too_large';

export class CdpError extends Error {
  readonly code: CdpErrorCode;

  constructor(code: CdpErrorCode, message: string) {
    super(message);
    this.name = 'CdpError';
    this.code = code;
  }
}

export interface CdpSession {
  readonly id: string | undefined;
  send<M extends CdpMethod>(method: M, ...params: CdpParams<M>): Promise<CdpResult<M>>;
  /** Sends without waiting: for set-up that may find its target already gone. */
  post<M extends CdpMethod>(method: M, ...params: CdpParams<M>): void;
  /** The same session with another call timeout. */
  within(timeoutMs: number): CdpSession;
  /** The same session with every call ending by this time, of `performance.now()`. */
  until(deadlineMs: number): CdpSession;
  /** @returns a function that removes the listener. */
  on<E extends CdpEvent>(event: E, listener: (params: CdpEventParams<E>) => void): () => void;
}

export interface CdpConnection {
  readonly root: CdpSession;
  session(sessionId: string): CdpSession;
  readonly isClosed: boolean;
  onClose(listener: (reason: string) => void): void;
  close(reason: string): void;
}

interface PendingCall {
  sessionId: string | undefined;
  resolve(result: unknown): void;
  reject(error: CdpError): void;
}

interface WireMessage {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message?: string };
}

type Listener = (params: unknown) => void;

export function createCdpConnection(deps: {
  input: Writable;
  output: Readable;
  onListenerError: (error: unknown, event: string) => void;
  callTimeoutMs?: number;
  maxMessageBytes?: number;
}): CdpConnection {
  const pending = new Map<number, PendingCall>();
  const listeners = new Map<string, Set<Listener>>();
  const closeListeners = new Set<(reason: string) => void>();
  let lastId = 0;
  let closedBy: string | undefined;
  let isGathering = false;

  const close = (reason: string): void => {
    if (closedBy !== undefined) return;
    closedBy = reason;
    for (const call of pending.values()) call.reject(new CdpError('closed', reason));
    pending.clear();
    listeners.clear();
    for (const listener of closeListeners) listener(reason);
    deps.input.destroy();
    deps.output.destroy();
  };

  const dropSession = (sessionId: string): void => {
    for (const [id, call] of pending) {
      if (call.sessionId !== sessionId) continue;
      pending.delete(id);
      call.reject(new CdpError('detached', 'the target went away'));
    }
    const prefix = `${sessionId} `;
    for (const key of listeners.keys()) if (key.startsWith(prefix)) listeners.delete(key);
  };

  const settle = (id: number, message: WireMessage): void => {
    const call = pending.get(id);
    if (!call) return;
    pending.delete(id);
    if (!message.error) call.resolve(message.result);
    else call.reject(new CdpError('refused', message.error.message ?? 'refused by the browser'));
  };

  const emit = (message: WireMessage): void => {
    const event = message.method ?? '';
    for (const listener of listeners.get(`${message.sessionId ?? ''} ${event}`) ?? []) {
      try {
        listener(message.params);
      } catch (error) {
        deps.onListenerError(error, event);
      }
    }
    if (event === 'Target.detachedFromTarget') dropSession(detachedSession(message.params));
  };

  const splitter = createMessageSplitter({
    maxBytes: deps.maxMessageBytes ?? MAX_MESSAGE_BYTES,
    onMessage(text) {
      const message: WireMessage = JSON.parse(text);
      if (message.id !== undefined) settle(message.id, message);
      else emit(message);
    },
    onOversized(head) {
      const id = /^\{"id":(\d+)/.exec(head)?.[1];
      const call = id === undefined ? undefined : pending.get(Number(id));
      pending.delete(Number(id));
      call?.reject(new CdpError('too_large', 'the answer is larger than a message may be'));
    },
  });

  /** What is sent in one turn goes through the pipe in one piece: waking the browser costs. */
  const gather = (): void => {
    if (isGathering) return;
    isGathering = true;
    deps.input.cork();
    process.nextTick(() => {
      isGathering = false;
      deps.input.uncork();
    });
  };
  const write = (method: string, sessionId: string | undefined, params: unknown): number => {
    lastId += 1;
    gather();
    deps.input.write(`${JSON.stringify({ id: lastId, method, params, sessionId })}\0`);
    return lastId;
  };

  const call = (
    method: string,
    sessionId: string | undefined,
    params: unknown,
    timeoutMs: number,
  ): Promise<unknown> => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    if (closedBy !== undefined) {
      reject(new CdpError('closed', closedBy));
      return promise;
    }
    const id = write(method, sessionId, params);
    const timer = setTimeout(() => {
      pending.delete(id);
      reject(new CdpError('timeout', `${method} had no answer within ${Math.round(timeoutMs)} ms`));
    }, timeoutMs);
    pending.set(id, { sessionId, resolve, reject });
    return promise.finally(() => clearTimeout(timer));
  };

  const listen = (key: string, listener: Listener): (() => void) => {
    const set = listeners.get(key) ?? new Set();
    listeners.set(key, set);
    set.add(listener);
    return () => set.delete(listener);
  };

  const sessionOf = (
    id: string | undefined,
    callTimeoutMs: number,
    deadlineMs = Number.POSITIVE_INFINITY,
  ): CdpSession => ({
    id,
    // The two casts below are the wire's edge: the types are generated from the protocol.
    send(method, ...params) {
      const timeoutMs = Math.max(1, Math.min(callTimeoutMs, deadlineMs - performance.now()));
      return call(method, id, params[0], timeoutMs) as Promise<CdpResult<typeof method>>;
    },
    post(method, ...params) {
      if (closedBy === undefined) write(method, id, params[0]);
    },
    within: (ms) => sessionOf(id, ms, deadlineMs),
    until: (ms) => sessionOf(id, callTimeoutMs, ms),
    on: (event, listener) => listen(`${id ?? ''} ${event}`, listener as Listener),
  });

  deps.output.on('data', (chunk: Buffer) => {
    try {
      splitter.push(chunk);
    } catch (error) {
      close(`the browser sent something that is not a message: ${String(error)}`);
    }
  });
  for (const stream of [deps.input, deps.output]) {
    stream.on('error', (error: Error) => close(`the pipe to the browser failed: ${error.message}`));
    stream.on('close', () => close('the browser closed its pipe'));
  }

  const timeoutMs = deps.callTimeoutMs ?? DEFAULT_CALL_TIMEOUT_MS;
  return {
    root: sessionOf(undefined, timeoutMs),
    session: (id) => sessionOf(id, timeoutMs),
    get isClosed() {
      return closedBy !== undefined;
    },
    onClose(listener) {
      if (closedBy !== undefined) listener(closedBy);
      else closeListeners.add(listener);
    },
    close,
  };
}

function detachedSession(params: unknown): string {
  if (typeof params !== 'object' || params === null || !('sessionId' in params)) return '';
  return String(params.sessionId);
}
