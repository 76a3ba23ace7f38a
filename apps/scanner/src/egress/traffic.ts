import type { Socket } from 'node:net';
import type { LedgerEntry } from './ledger.ts';
import type { EgressLimits } from './limits.ts';

/** The upstream connections of one scan that are open, and what has moved on all of them. */
export interface Traffic {
  admit(socket: Socket, entry: LedgerEntry): void;
  /** Counts what has moved on `socket`; ends it when the scan's share is used up. */
  measure(socket: Socket): void;
  open(): number;
  /** The rule by which nothing may move any more. */
  exhausted(): string | undefined;
  /** Ends every connection; resolves when the last one is closed. */
  stop(): Promise<void>;
}

interface Meter {
  entry: LedgerEntry;
  bytesIn: number;
  bytesOut: number;
}

export function createTraffic(limits: EgressLimits): Traffic {
  const meters = new Map<Socket, Meter>();
  let stopped = false;
  const total = { bytesIn: 0, bytesOut: 0 };

  const exhausted = () => {
    if (total.bytesIn > limits.bytesIn) return 'limit_bytes_in';
    if (total.bytesOut > limits.bytesOut) return 'limit_bytes_out';
    return undefined;
  };

  const measure = (socket: Socket) => {
    const meter = meters.get(socket);
    if (meter === undefined) return;
    total.bytesIn += socket.bytesRead - meter.bytesIn;
    total.bytesOut += socket.bytesWritten - meter.bytesOut;
    meter.bytesIn = socket.bytesRead;
    meter.bytesOut = socket.bytesWritten;
    meter.entry.count(meter.bytesIn, meter.bytesOut);
    const rule = exhausted();
    if (rule === undefined || socket.destroyed) return;
    meter.entry.cut(rule);
    socket.destroy();
  };

  return {
    measure,
    exhausted,
    admit(socket, entry) {
      meters.set(socket, { entry, bytesIn: 0, bytesOut: 0 });
      socket.setTimeout(limits.idleTimeoutMs, () => {
        entry.cut('idle_timeout');
        socket.destroy();
      });
      socket.once('close', () => {
        measure(socket);
        entry.end();
        meters.delete(socket);
      });
      if (stopped) socket.destroy();
    },
    // A destroyed socket closes a moment later; it holds nothing back any more.
    open: () => [...meters.keys()].filter(({ destroyed }) => !destroyed).length,
    async stop() {
      stopped = true;
      await Promise.all([...meters.keys()].map(close));
    },
  };
}

function close(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once('close', () => resolve());
  socket.destroy();
  return promise;
}
