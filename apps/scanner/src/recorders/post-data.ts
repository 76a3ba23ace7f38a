/** The content of requests that Chromium leaves out of its reports: large ones, and blobs. */
import type { Missing } from '@webhood/contract';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import type { NetworkLog } from './network-log.ts';
import { cut } from './recorder.ts';

export interface PostDataRecorder {
  /** Resolves when every content asked for so far has come or is given up. */
  drained(): Promise<void>;
  collect(): Missing[];
}

export function createPostDataRecorder({ network }: { network: NetworkLog }): PostDataRecorder {
  const running = new Set<Promise<void>>();
  let calls = 0;
  let lost = 0;

  network.onStarted((draft, session) => {
    const { hasPostData, postData } = draft.request;
    if (hasPostData !== true || postData !== undefined) return;
    calls += 1;
    if (calls > CAPTURE_LIMITS.postDataCalls) {
      lost += 1;
      return;
    }
    const job = session
      .within(CAPTURE_LIMITS.evidenceCallMs)
      .send('Network.getRequestPostData', { requestId: draft.requestId })
      .then((answer) => {
        draft.postData = cut(answer.postData, CAPTURE_LIMITS.postDataBytes);
      })
      .catch(() => {
        // A streamed or vanished content; the report counts it.
        lost += 1;
      })
      .finally(() => running.delete(job));
    running.add(job);
  });

  return {
    async drained() {
      while (running.size > 0) await Promise.all(running);
    },
    collect() {
      const detail = 'The content of requests could not be read, or was too much to ask for.';
      return lost > 0
        ? [{ code: 'artifact_failed', what: 'request_bodies', detail, dropped: lost }]
        : [];
    },
  };
}
