import type { Logger } from 'pino';

export interface Teardown {
  /** What `run` will close, in the reverse order of adding. */
  add(name: string, close: () => void | Promise<void>): void;
  /** Closes everything, once; one that fails does not keep the others from being closed. */
  run(log: Logger): Promise<void>;
}

export function createTeardown(): Teardown {
  const steps: { name: string; close: () => void | Promise<void> }[] = [];
  let running: Promise<void> | undefined;

  async function closeAll(log: Logger): Promise<void> {
    for (const { name, close } of steps.toReversed()) {
      try {
        await close();
      } catch (error) {
        log.error({ err: error, part: name }, 'process.part_not_closed');
      }
    }
  }

  return {
    add: (name, close) => {
      steps.push({ name, close });
    },
    run: (log) => {
      running ??= closeAll(log);
      return running;
    },
  };
}
