// `webhood update-chromium [--dry-run]`: exit status 0 when the newest Chromium of this distribution
// is installed, 1 when it is not, with what to do about it.
import { updateChromium } from './bootstrap/chromium.mjs';
import { BootstrapError, say } from './bootstrap/steps.mjs';

try {
  await updateChromium({ isDryRun: process.argv.includes('--dry-run') });
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  say(error.message);
  process.exitCode = error.exitCode;
}
