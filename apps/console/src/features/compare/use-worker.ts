import { useEffect, useState } from 'react';

/**
 * The worker's answer to one question; null until it is there. `start` and `question` must stay the
 * same while they mean the same. A new question, and leaving, end the worker.
 */
export function useWorker<Question, Answer>(
  start: () => Worker,
  question: Question | null,
): Answer | null {
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    setAnswer(null);
    if (question === null) return;
    const worker = start();
    worker.onmessage = ({ data }: MessageEvent<Answer>) => setAnswer(data);
    worker.postMessage(question);
    return () => worker.terminate();
  }, [start, question]);
  return answer;
}
