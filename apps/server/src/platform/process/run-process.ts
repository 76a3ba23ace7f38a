/**
 * The life of a server process. Started with an IPC channel it reports to its parent and stops
 * when the parent goes away; otherwise it speaks to the terminal.
 */
import type { StartFailureCode } from '@webhood/contract';
import type { Log } from '../log/log.ts';
import { StartFailure } from './start-failure.ts';
import { createTeardown, type Teardown } from './teardown.ts';

/** On top of the grace of requests: everything else that is waited for while stopping, together. */
const STOP_LIMIT_MS = 20_000;

/** What the parent may ask for once we are ready, by the `type` that it sends and is answered with. */
export type Answers = Record<string, () => Promise<object>>;

export interface Started<Ready extends object> {
  /**
   * The last step. Its outcome may be the only copy of a secret, so once begun it is not cut short
   * by a stop, and is told before the process ends. @throws StartFailure
   */
  finish(): Promise<Ready>;
  answers: Answers;
}

interface RunDeps<Ready extends object> {
  log: Log;
  /** How long requests in flight may take to end. */
  graceMs: number;
  /** Opens everything, and says how to close it. @throws StartFailure */
  start(teardown: Teardown): Promise<Started<Ready>>;
  /** Tells the terminal, where there is no parent to tell; one that died may have left us its own. */
  announce(ready: Ready): Promise<void>;
}

interface Failure {
  code: StartFailureCode;
  message: string;
}

export function reportFailure({ code, message }: Failure): void {
  if (process.send) process.send({ type: 'failed', code, message });
  else process.stderr.write(`${message}\n[${code}]\n`);
  process.exitCode = 1;
}

function failureOf(error: unknown, log: Log): Failure {
  if (error instanceof StartFailure) {
    if (error.cause !== undefined) log.error({ err: error.cause }, 'process.start_failed');
    return error;
  }
  log.fatal({ err: error }, 'process.start_failed');
  return {
    code: 'invalid_configuration',
    message: 'The server could not start; the log line before this one has the cause.',
  };
}

function answerParent(answers: Answers, log: Log): void {
  process.on('message', (message: unknown) => {
    const type =
      typeof message === 'object' && message !== null && 'type' in message && message.type;
    const answer = typeof type === 'string' && Object.hasOwn(answers, type) && answers[type];
    if (!answer) return;
    answer().then(
      (reply) => process.send?.({ type, ...reply }),
      (error: unknown) => {
        log.error({ err: error, type }, 'process.answer_failed');
        reportFailure(failureOf(error, log));
      },
    );
  });
}

/**
 * Resolves once it is on its way, so that the process may end right after; to false when there is
 * no parent, or none any more.
 */
function tellParent(message: object, log: Log): Promise<boolean> {
  return new Promise((resolve) => {
    if (!process.send) return resolve(false);
    process.send(message, undefined, undefined, (error) => {
      if (error) log.warn({ err: error }, 'process.parent_not_told');
      resolve(!error);
    });
  });
}

export async function runProcess<Ready extends object>(deps: RunDeps<Ready>): Promise<void> {
  const { log } = deps;
  const teardown = createTeardown();
  let stopping = false;
  /** Settles when the last step of the start is over and told; at once while it has not begun. */
  let told = Promise.resolve();

  const stop = (reason: string): void => {
    // Whoever asks twice does not want to wait.
    if (stopping) return void told.then(() => process.exit(1));
    stopping = true;
    log.info({ reason }, 'process.stopping');
    setTimeout(() => process.exit(1), deps.graceMs + STOP_LIMIT_MS).unref();
    void told
      .then(() => teardown.run(log))
      .then(() => {
        log.info({}, 'process.stopped');
        process.exit();
      });
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('disconnect', () => stop('parent_gone'));

  async function finish({ finish, answers }: Started<Ready>): Promise<void> {
    const ready = await finish();
    answerParent(answers, log);
    if (!(await tellParent({ type: 'ready', ...ready }, log))) await deps.announce(ready);
  }

  function failed(error: unknown): void {
    reportFailure(failureOf(error, log));
    if (!stopping) stop('start_failed');
  }

  try {
    const started = await deps.start(teardown);
    if (stopping) return;
    told = finish(started).catch(failed);
  } catch (error) {
    failed(error);
  }
}
