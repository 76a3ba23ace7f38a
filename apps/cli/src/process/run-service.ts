import { ENTRY } from '../entry-points.ts';
import { welcome } from '../output/welcome.ts';
import { runEntry } from './run-entry.ts';
import { parseServerMessage } from './server-message.ts';

/** One server or scanner in the foreground: what it reports is said, its log passes through. */
export function runService(service: 'server' | 'scanner'): Promise<number> {
  return runEntry(ENTRY[service], [], (value) => {
    const message = parseServerMessage(value);
    if (message?.type === 'ready') {
      process.stdout.write(welcome(message.url, message.firstAdmin));
    } else if (message?.type === 'failed') {
      process.stderr.write(`webhood: ${message.message} (${message.code})\n`);
    }
  });
}
