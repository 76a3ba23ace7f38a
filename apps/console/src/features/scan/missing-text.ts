import type { PartialReasonCode, Report } from '@webhood/contract';
import { strings } from '../../ui/strings.ts';

type Missing = Report['missing'][number];

/** `ip_facts` and its like, as words; names of files stay as they are. */
export function missingName(what: string): string {
  return what.replaceAll('_', ' ');
}

/** A reason of a partial scan, with what it concerns as soon as the report has said that. */
export function missingText(code: PartialReasonCode, missing: readonly Missing[]): string {
  const concerned = missing.filter((each) => each.code === code).map(({ what }) => what);
  const names = [...new Set(concerned)].map(missingName).join(', ');
  return names === '' ? strings.missing[code] : `${strings.missing[code]} (${names})`;
}
