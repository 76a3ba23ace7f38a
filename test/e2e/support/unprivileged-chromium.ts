import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from '../../sites/find-test-browser.ts';

/** `nobody` on Debian: Chromium keeps its sandbox only when it does not run as root. */
const UNPRIVILEGED_ID = 65_534;

export interface TestBrowser {
  browser: Browser;
  close(): Promise<void>;
}

/** A real browser for the console's tests: sandbox on, and unprivileged also where tests run as root. */
export async function launchTestBrowser(args: string[] = []): Promise<TestBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'webhood-e2e-browser-'));
  const executablePath = process.getuid?.() === 0 ? wrapper(folder) : findBrowser();
  const downloadsPath = join(folder, 'downloads');
  mkdirSync(downloadsPath);
  // Written by the browser's user, whoever that is.
  chmodSync(downloadsPath, 0o777);
  const browser = await chromium.launch({
    executablePath,
    downloadsPath,
    chromiumSandbox: true,
    args,
  });
  return {
    browser,
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Gives the profile to the unprivileged user and starts the browser as that user. */
function wrapper(folder: string): string {
  chmodSync(folder, 0o755);
  const path = join(folder, 'chromium.sh');
  writeFileSync(
    path,
    `#!/bin/sh
for argument; do
  case "$argument" in
    --user-data-dir=*) HOME="\${argument#--user-data-dir=}"; chown -R ${UNPRIVILEGED_ID}:${UNPRIVILEGED_ID} "$HOME" ;;
  esac
done
export HOME
exec setpriv --reuid=${UNPRIVILEGED_ID} --regid=${UNPRIVILEGED_ID} --clear-groups -- '${findBrowser()}' "$@"
`,
  );
  chmodSync(path, 0o755);
  return path;
}
