import { join } from 'node:path';
import { CommandError } from '../exit-codes.ts';
import { terminalLine } from '../output/log-line.ts';
import { type LogFile, openLogFile } from './log-file.ts';

export interface ServiceLogs {
  /** Everything goes to the service's file, what needs attention also to the terminal. */
  write(service: 'server' | 'scanner', line: string): void;
  /** A word of this program itself. */
  say(text: string): void;
  /** Nothing more to the terminal: while stopping, broken connections are no news. */
  quiet(): void;
  close(): void;
}

/** @throws CommandError `data_dir_unwritable` */
export function openLogs(folder: string): ServiceLogs {
  const files = openFiles(folder);
  let isQuiet = false;
  const show = (line: string) => {
    if (!isQuiet) process.stderr.write(`${line}\n`);
  };
  return {
    write: (service, line) => {
      files[service].write(line);
      const shown = terminalLine(service, line);
      if (shown !== undefined) show(shown);
    },
    say: (text) => show(`webhood: ${text}`),
    quiet: () => {
      isQuiet = true;
    },
    close: () => {
      for (const file of Object.values(files)) file.close();
    },
  };
}

function openFiles(folder: string): Record<'server' | 'scanner', LogFile> {
  try {
    return {
      server: openLogFile(join(folder, 'server.log')),
      scanner: openLogFile(join(folder, 'scanner.log')),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      `the data folder cannot be written to: ${reason}. Choose another with WEBHOOD_DATA_DIR, or correct its owner. (data_dir_unwritable)`,
      { cause },
    );
  }
}
