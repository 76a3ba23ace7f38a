import { ENTRY } from '../entry-points.ts';
import { welcome } from '../output/welcome.ts';
import { runEntry } from './run-entry.ts';
import { parseServerMessage } from './server-message.ts';

/** One server in the foreground; its log is its output, the welcome goes to standard error. */
export function runServer(): Promise<number> {
  return runEntry(ENTRY.server, [], (value) => {
    const message = parseServerMessage(value);
    if (message?.type === 'ready') {
      process.stderr.write(welcome(message.url, message.firstAdmin));
    } else if (message?.type === 'failed') {
      process.stderr.write(`webhood: ${message.message} (${message.code})\n`);
    }
  });
}
