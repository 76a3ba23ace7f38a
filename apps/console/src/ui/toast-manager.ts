import { Toast } from '@base-ui/react/toast';
import { describeError } from '../api/describe-error.ts';

/** Long enough to read two lines; errors stay twice as long. */
const SHOWN_MS = 5_000;

export const toasts = Toast.createToastManager();

export function tell(title: string, description?: string): void {
  toasts.add({ title, timeout: SHOWN_MS, ...(description ? { description } : {}) });
}

/** Says what went wrong and what to do about it. */
export function tellError(title: string, error: unknown): void {
  const { message } = describeError(error);
  toasts.add({
    title,
    description: message,
    type: 'error',
    priority: 'high',
    timeout: 2 * SHOWN_MS,
  });
}
