import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Two files of this size per program: enough to find a fault, too little to fill a disk. */
const FILE_BYTES = 10 * 1024 * 1024;
/** Longer lines are cut: one line must not be the whole file. */
const LINE_LENGTH = 64 * 1024;

export interface LogFile {
  write(line: string): void;
  close(): void;
}

/** A file that is renamed to `.1` when it is full. @throws when it cannot be written */
export function openLogFile(path: string, fileBytes: number = FILE_BYTES): LogFile {
  mkdirSync(dirname(path), { recursive: true });
  let file = openSync(path, 'a', 0o600);
  let size = fstatSync(file).size;
  return {
    write: (line) => {
      const data = Buffer.from(`${line.slice(0, LINE_LENGTH)}\n`);
      if (size > 0 && size + data.length > fileBytes) {
        closeSync(file);
        renameSync(path, `${path}.1`);
        file = openSync(path, 'a', 0o600);
        size = 0;
      }
      writeSync(file, data);
      size += data.length;
    },
    close: () => closeSync(file),
  };
}
