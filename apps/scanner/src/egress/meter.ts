import type { GuardConnection } from '@webhood/contract';

export interface GuardMeter {
  /** `rule` is that of a refusal, or the error of a failure; else empty. */
  judged(verdict: GuardConnection['verdict'], rule: string): void;
}
