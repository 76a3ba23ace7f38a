/** One scan's private corner of the shared browser: nothing in it is seen by any other scan. */
import type { CdpSession } from './cdp-connection.ts';

export const TARGET_KINDS = [
  'page',
  'iframe',
  'worker',
  'service_worker',
  'shared_worker',
  'popup',
  'other',
] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** Something of the page that runs code. It is paused until the capture lets it run. */
export interface AttachedTarget {
  readonly session: CdpSession;
  readonly targetId: string;
  readonly kind: TargetKind;
  readonly url: string;
  /** The page that the capture opened itself. */
  readonly isMain: boolean;
}

export interface BrowserContext {
  readonly id: string;
  readonly product: string;
  readonly userAgent: string;
  /** A browser-level session of this context's own: its events are of no other scan. */
  readonly control: CdpSession;
  /** Owned by the browser's user; goes with the browser. */
  readonly downloadDir: string;
  /** False once its browser is to serve nobody else. */
  readonly isUsable: boolean;
  /** Takes the page of the scan into use; listeners of `onTarget` see it first, paused. */
  openPage(): Promise<AttachedTarget>;
  onTarget(listener: (target: AttachedTarget) => void): void;
  /** Announces a target found below another one, for example an iframe of the page. */
  adopt(sessionId: string, target: { targetId: string; type: string; url: string }): AttachedTarget;
  onLost(listener: (reason: string) => void): void;
  /** Its browser is to serve nobody else; what runs in it may end. */
  onRetired(listener: () => void): void;
  /** The browser no longer behaves: give it to nobody else. */
  condemn(cause: 'crashed' | 'stuck', reason: string): void;
  dispose(): Promise<void>;
}

export function targetKind(type: string, isMain: boolean): TargetKind {
  if (type === 'page') return isMain ? 'page' : 'popup';
  return TARGET_KINDS.find((kind) => kind === type) ?? 'other';
}
