/** What every command's exit status means. */
export const EXIT = { success: 0, failed: 1, usage: 2 } as const;

/** The command cannot do its job, for a reason the user can act on: printed without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, options: { exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode ?? EXIT.failed;
  }
}

/** The command line itself is wrong. */
export function usageError(message: string): CommandError {
  return new CommandError(`${message}\n(add --help for the options)`, { exitCode: EXIT.usage });
}
