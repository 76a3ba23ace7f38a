import type { RequestListener } from 'node:http';
import { PROBLEM_MEDIA_TYPE } from '@webhood/contract';
import { AppError } from './app-error.ts';
import { problemOf } from './problem-handler.ts';

/** Between listening and opening lies little more than one password hash. */
const RETRY_SECONDS = 1;

export interface Opening {
  handle: RequestListener;
  open(): void;
}

/** Lets ports be taken, which may fail, before anyone is served: until `open`, nobody is. */
export function createOpening(handle: RequestListener): Opening {
  let isOpen = false;
  const notYet = problemOf(new AppError('unavailable', 'The server is starting. Try again.'));
  return {
    handle: (request, response) => {
      if (isOpen) return handle(request, response);
      response.writeHead(notYet.status, {
        'content-type': PROBLEM_MEDIA_TYPE,
        'cache-control': 'no-store',
        'retry-after': String(RETRY_SECONDS),
        connection: 'close',
      });
      response.end(JSON.stringify(notYet));
    },
    open: () => {
      isOpen = true;
    },
  };
}
