/**
 * A recorder listens to every target of a scan, keeps a bounded record, and hands it over once,
 * together with what it had to leave out and why.
 *
 * Whatever arrives was chosen by the page, and a taken-over renderer can send anything: recorders
 * cut every text and never trust a length.
 */
import type { Missing } from '@webhood/contract';
import type { AttachedTarget } from '../browser/browser-context.ts';

export interface Recorded<Evidence> {
  evidence: Evidence;
  missing: Missing[];
}

export interface Recorder<Evidence> {
  /** Called while the target is paused, before any of its code runs. */
  attach(target: AttachedTarget): void;
  collect(): Recorded<Evidence>;
}

export function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length);
}
