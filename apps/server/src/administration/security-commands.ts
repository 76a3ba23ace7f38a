import { authorise, OPERATOR } from '../features/accounts/authorisation.service.ts';
import type { Command } from './command.ts';
import { allowOnly, UsageError } from './command-line.ts';

/** `SEQ:HASH`, as `audit verify` prints it. */
function readHead(text: string): { seq: number; hash: string } {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq !== undefined && hash !== undefined) return { seq: Number(seq), hash };
  throw new UsageError('--head must be what an earlier `audit verify` printed: SEQ:HASH');
}

const WORDS = {
  changed: 'was changed, or an entry before it was',
  missing: 'is missing',
  other_chain: 'is not the one that was noted: the log was made anew',
} as const;

export const audit: Record<string, Command> = {
  verify: async (line, deps) => {
    allowOnly(line, ['head'], []);
    const { head } = line.options;
    const known = typeof head === 'string' ? readHead(head) : undefined;
    const may = authorise(OPERATOR, 'audit.read');
    const verdict = await (await deps.services()).audit.verify(may, known);
    if (verdict.kind === 'broken') {
      const text = `the audit log is NOT intact: entry ${verdict.seq} ${WORDS[verdict.reason]}`;
      return { data: verdict, text, failed: true };
    }
    const end = verdict.head ? `\nhead ${verdict.head.seq}:${verdict.head.hash}` : '';
    const entries = verdict.entries === 1 ? '1 entry' : `${verdict.entries} entries`;
    return { data: verdict, text: `the audit log is intact: ${entries}${end}` };
  },
};

export const secret: Record<string, Command> = {
  rotate: async (line, deps) => {
    allowOnly(line, [], []);
    const data = await (await deps.services()).installation.rotate();
    const text = [
      'replaced the keys: every session and token has ended',
      `  sessions          ${data.sessions}`,
      `  API tokens        ${data.apiTokens}`,
      `  scanner tokens    ${data.scannerTokens}`,
      `  scans queued anew ${data.requeuedScans}`,
      'Second factors are as they were. Give each scanner a new token: webhood scanners token ID',
      '(the scanner of `webhood up` is given its own).',
    ];
    return { data, text: text.join('\n') };
  },
};
