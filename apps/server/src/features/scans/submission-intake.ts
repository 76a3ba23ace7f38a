import { setImmediate } from 'node:timers/promises';
import { SUBMITTED_URL_LENGTH, type UrlNotice, type UrlRejectionCode } from '@webhood/contract';
import { type HostRequirement, intakeForScanners } from './host-requirement.ts';

export interface AcceptedUrl {
  kind: 'accepted';
  url: string;
  host: string;
  notices: UrlNotice[];
  needs: HostRequirement;
}

export type TakenUrl = AcceptedUrl | { kind: 'rejected'; code: UrlRejectionCode; message: string };

/** Looked at in one go: milliseconds, so that other requests get their turn in between. */
const URLS_AT_ONCE = 25;

/** Judges each URL for the scanners there are, in their order. */
export async function intakeAll(texts: string[], scannerNetworks: string[][]): Promise<TakenUrl[]> {
  const taken: TakenUrl[] = [];
  for (const text of texts) {
    if (taken.length > 0 && taken.length % URLS_AT_ONCE === 0) await setImmediate();
    taken.push(intakeOne(text, scannerNetworks));
  }
  return taken;
}

function intakeOne(text: string, scannerNetworks: string[][]): TakenUrl {
  if (text.length > SUBMITTED_URL_LENGTH) {
    const message = `The URL is longer than ${SUBMITTED_URL_LENGTH} characters.`;
    return { kind: 'rejected', code: 'malformed_url', message };
  }
  const intake = intakeForScanners(text, scannerNetworks);
  if (intake.kind === 'rejected') return intake;
  const { url, host, notices } = intake.url;
  return { kind: 'accepted', url, host, notices, needs: intake.needs };
}
