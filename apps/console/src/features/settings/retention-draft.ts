import { RetentionRule } from '@webhood/contract';

/** A rule as it is typed; '' where there is no bound, sizes in gigabytes. */
export type RuleDraft = {
  /** Tells rows apart while they move. */
  key: string;
  tag: string;
  states: RetentionRule['states'];
  maxAgeDays: string;
  maxCount: string;
  maxBytes: string;
};

export type RuleFault = 'tag' | 'states' | 'maxAgeDays' | 'maxCount' | 'maxBytes';

const GIGABYTE = 1_000_000_000;
let made = 0;

export function emptyDraft(): RuleDraft {
  made += 1;
  return { key: `${made}`, tag: '', states: [], maxAgeDays: '', maxCount: '', maxBytes: '' };
}

export function draftOf(rule: RetentionRule): RuleDraft {
  return {
    ...emptyDraft(),
    tag: rule.tag ?? '',
    states: rule.states,
    maxAgeDays: rule.maxAgeDays === null ? '' : String(rule.maxAgeDays),
    maxCount: rule.maxCount === null ? '' : String(rule.maxCount),
    maxBytes: rule.maxBytes === null ? '' : String(rule.maxBytes / GIGABYTE),
  };
}

/** The rule, or the fields that would not do. */
export function ruleOf(draft: RuleDraft): { rule: RetentionRule } | { faults: RuleFault[] } {
  const gigabytes = numberOf(draft.maxBytes);
  const parsed = RetentionRule.safeParse({
    tag: draft.tag.trim() === '' ? null : draft.tag,
    states: draft.states,
    maxAgeDays: numberOf(draft.maxAgeDays),
    maxCount: numberOf(draft.maxCount),
    maxBytes: gigabytes === null ? null : Math.round(gigabytes * GIGABYTE),
  });
  if (parsed.success) return { rule: parsed.data };
  return { faults: parsed.error.issues.map(({ path }) => path[0] as RuleFault) };
}

function numberOf(typed: string): number | null {
  return typed.trim() === '' ? null : Number(typed);
}

/** The ID in what was pasted: itself, or the last part of a scan page's address. */
export function scanIdOf(pasted: string): string {
  const path = pasted.trim().replace(/[?#].*$/, '');
  return path.split('/').findLast((part) => part !== '') ?? '';
}
