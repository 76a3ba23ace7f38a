import type { BrowserContext } from '../browser/browser-context.ts';

/** Those that a page asks about to learn whether a person's browser would ask. */
const ASKED_IN_CHROME = ['notifications', 'geolocation', 'camera', 'microphone'];

/**
 * No page is ever given a permission. A refusal that nobody was asked for would show, so a stealthy
 * scan leaves the usual ones open: there is nobody to grant them.
 */
export async function refusePermissions(
  context: BrowserContext,
  isStealthy: boolean,
): Promise<void> {
  const { control, id: browserContextId } = context;
  // An empty list refuses every permission that a page could ask for.
  await control.send('Browser.grantPermissions', { permissions: [], browserContextId });
  if (!isStealthy) return;
  await Promise.all(
    ASKED_IN_CHROME.map((name) =>
      control.send('Browser.setPermission', {
        permission: { name },
        setting: 'prompt',
        browserContextId,
      }),
    ),
  );
}
