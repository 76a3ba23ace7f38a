import { Agent, type ClientRequestArgs } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Denial } from './answers.ts';
import type { GateOutcome } from './gate.ts';

/** As many connections as a browser keeps to one host. */
const IDLE_PER_HOST = 6;

type Connect = (host: string, port: number) => Promise<GateOutcome>;

/**
 * Upstream connections of one scan for plain HTTP, kept for reuse by host and port. Every one of
 * them has come through the gate, so using it again needs no new check.
 */
export class GateAgent extends Agent {
  readonly #connect: Connect;

  constructor(connect: Connect, options: { keepAlive: boolean }) {
    super({ ...options, maxFreeSockets: IDLE_PER_HOST });
    this.#connect = connect;
  }

  override createConnection(
    options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    // The type asks for a stream beside an error; Node looks at the error alone.
    const fail = (error: Error) => callback?.(error, new Socket());
    this.#connect(String(options.host), Number(options.port)).then((outcome) => {
      if (outcome.kind === 'connected') callback?.(null, outcome.socket);
      else fail(new DeniedError(outcome));
    }, fail);
  }

  releaseIdle(): void {
    for (const socket of Object.values(this.freeSockets).flatMap((list) => list ?? [])) {
      socket.destroy();
    }
  }
}

/** Carries the gate's answer through Node's HTTP client, which only knows errors. */
export class DeniedError extends Error {
  readonly denial: Denial;

  constructor(denial: Denial) {
    super('the egress gate opened no connection');
    this.denial = denial;
  }
}
