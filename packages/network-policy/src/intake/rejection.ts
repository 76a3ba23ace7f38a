import type { UrlRejectionCode } from '@webhood/contract';

export interface Rejected {
  kind: 'rejected';
  code: UrlRejectionCode;
  /** A sentence that says what to do; never repeats user information, path or query. */
  message: string;
}

export function reject(code: UrlRejectionCode, message: string): Rejected {
  return { kind: 'rejected', code, message };
}
