import { type Check, fail, pass } from '../check.ts';

/** Faults that a check of their own names. */
const ELSEWHERE = /^(WEBHOOD_SECRET (is|looks|repeats|has)|EXTERNAL_URL )/;

export const settings: Check = {
  id: 'settings',
  area: 'secrets',
  level: 'mandatory',
  title: 'The settings have no fault',
  judge: ({ faults }) => {
    const own = faults.filter((fault) => !ELSEWHERE.test(fault));
    return own.length === 0
      ? pass('every variable is as it should be')
      : fail(own.join('; '), 'Correct these variables; docs/configuration.md describes each.');
  },
};
