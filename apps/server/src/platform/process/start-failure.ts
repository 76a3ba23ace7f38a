import type { StartFailureCode } from '@webhood/contract';

/** Why the process does not start: one message for whoever started it, that says what to do. */
export class StartFailure extends Error {
  readonly code: StartFailureCode;

  constructor(code: StartFailureCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartFailure';
    this.code = code;
  }
}
