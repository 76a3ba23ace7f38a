import { type DestinationStream, type Logger, pino } from 'pino';
import { serializeError } from './error-serializer.ts';
import type { LogLevel } from './levels.ts';
import { requestContext } from './request-context.ts';

/** Never written, wherever they appear one or two levels deep in what is logged. */
const SECRET_FIELDS = [
  'password',
  'currentPassword',
  'newPassword',
  'token',
  'jobToken',
  'secret',
  'cookie',
  'authorization',
  '["api-key"]',
  '["set-cookie"]',
  'connectionString',
];

function everywhere(field: string): string[] {
  const dotted = field.startsWith('[') ? field : `.${field}`;
  return [field, `*${dotted}`, `*.*${dotted}`];
}

export type Log = Logger;

interface LogOptions {
  stream?: DestinationStream;
  /** Of the trace that a line belongs to. */
  ids?: () => object | undefined;
}

/** Structured log on standard error: standard output belongs to what the user asked for. */
export function createLog(level: LogLevel, { stream, ids }: LogOptions = {}): Log {
  return pino(
    {
      level,
      base: null,
      mixin: () => ({ ...requestContext(), ...ids?.() }),
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {
        err: (error: unknown) => serializeError(error),
        // Requests and answers are logged field by field, never whole.
        req: () => undefined,
        res: () => undefined,
      },
      redact: { paths: SECRET_FIELDS.flatMap(everywhere), censor: '[redacted]' },
    },
    stream ?? pino.destination({ dest: 2, sync: true }),
  );
}
