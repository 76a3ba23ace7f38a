import { strings } from './strings.ts';
import { tell, tellError } from './toast-manager.ts';

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell(strings.toast.copied);
  } catch (error) {
    // Refused without HTTPS or focus.
    tellError(strings.toast.copyFailed, error);
  }
}
