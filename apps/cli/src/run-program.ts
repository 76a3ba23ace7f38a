import { type Command, CommanderError } from 'commander';
import { CommandError, EXIT } from './exit-codes.ts';

/** Parses and runs; resolves to the exit code. Errors that are not the user's keep their stack. */
export async function runProgram(program: Command, args: readonly string[]): Promise<number> {
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? EXIT.success);
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOf(error);
    if (error instanceof CommandError) {
      process.stderr.write(`webhood: ${error.message}\n`);
      return error.exitCode;
    }
    process.stderr.write(
      `webhood: unexpected error\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    return EXIT.failed;
  }
}

/** Commander has printed its message. Asked-for help is a success; all else is bad usage. */
function exitCodeOf(error: CommanderError): number {
  return error.exitCode === 0 ? EXIT.success : EXIT.usage;
}
