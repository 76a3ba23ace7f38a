/** `webhood doctor`: the checklist in words, for settings with which no server would start too. */
import type { SecurityCheck, SecurityChecklist } from '@webhood/contract';
import { authorise, OPERATOR } from '../features/accounts/authorisation.service.ts';
import type { SecurityChecklistService } from '../features/security-checklist/security-checklist.service.ts';
import type { Output } from './command.ts';
import { allowOnly, type CommandLine } from './command-line.ts';

const MARKS = { pass: '✓', fail: '✗', unknown: '?' } as const;
const HEADINGS = {
  mandatory: 'Mandatory',
  recommended: 'Recommended',
} as const;

function lineOf({ outcome, title, found, remedy }: SecurityCheck): string {
  const fix = remedy === null ? '' : `\n      to fix: ${remedy}`;
  return `  ${MARKS[outcome]} ${title}\n      ${found}${fix}`;
}

function textOf({ checks, passed }: SecurityChecklist): string {
  const parts = Object.entries(HEADINGS).map(([level, heading]) =>
    [heading, ...checks.filter((check) => check.level === level).map(lineOf)].join('\n'),
  );
  const failed = checks.filter(({ outcome }) => outcome === 'fail');
  const mandatory = failed.filter(({ level }) => level === 'mandatory').length;
  const verdict = passed
    ? `Everything mandatory is in order; ${failed.length} recommended items are not.`
    : `${mandatory} mandatory and ${failed.length - mandatory} recommended items are not in order.`;
  return [...parts, verdict].join('\n\n');
}

export async function doctor(
  line: CommandLine,
  checklist: () => Promise<SecurityChecklistService>,
): Promise<Output> {
  allowOnly(line, [], []);
  const found = await (await checklist()).check(authorise(OPERATOR, 'security.read'));
  return { data: found, text: textOf(found), failed: !found.passed };
}
