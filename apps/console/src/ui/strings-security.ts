/** The sentences of the security page; the server says what each item means. */
import type { SecurityArea, SecurityCheck } from '@webhood/contract';

const areas: Record<SecurityArea, string> = {
  secrets: 'Secrets',
  access: 'Who can reach it',
  host: 'The machine',
  scanners: 'Scanners',
};
const outcomes: Record<SecurityCheck['outcome'], string> = {
  pass: 'In order',
  fail: 'Not in order',
  unknown: 'Not known',
};

export const securityStrings = {
  intro: 'The checklist for running this in earnest, checked just now on the server that answered.',
  again: 'Check again',
  areas,
  outcomes,
  mandatory: 'mandatory',
  fix: 'To fix:',
  allPassed: 'Everything on the list is in order.',
  mandatoryPassed: (open: number) =>
    open === 1
      ? 'Everything mandatory is in order. One recommendation is open.'
      : `Everything mandatory is in order. ${open} recommendations are open.`,
  mandatoryFailed: (count: number) =>
    count === 1
      ? 'One mandatory item is not in order. Fix it before you rely on this installation.'
      : `${count} mandatory items are not in order. Fix them before you rely on this installation.`,
  expiry: (days: number) => {
    if (days < 0) return 'The certificate of this server has ended.';
    if (days === 0) return 'The certificate of this server ends within a day.';
    return `The certificate of this server ends in ${days === 1 ? 'one day' : `${days} days`}.`;
  },
  expiryLink: 'See what to do',
  browserOld: (found: string) => `A scanner’s Chromium is old and has known holes (${found}).`,
  browserOldLink: 'See what to do',
};
