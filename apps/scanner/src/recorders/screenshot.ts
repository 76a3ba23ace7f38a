import type { Missing } from '@webhood/contract';
import type { CdpSession } from '../browser/cdp-connection.ts';
import { CAPTURE_LIMITS } from '../capture/limits.ts';

export interface Screenshot {
  png: Buffer;
  missing: Missing[];
}

/** The viewport, or the full page down to what Chromium can draw in one picture. */
export async function takeScreenshot(
  session: CdpSession,
  options: { fullPage: boolean },
): Promise<Screenshot> {
  const area = options.fullPage ? await fullPageArea(session) : undefined;
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'png',
    optimizeForSpeed: true,
    ...(area ? { captureBeyondViewport: true, clip: { x: 0, y: 0, scale: 1, ...area.kept } } : {}),
  });
  const missing: Missing[] = [];
  if (area?.isClipped) {
    const detail = `The page is ${area.heightPx} pixels high; the picture ends at ${area.kept.height}.`;
    missing.push({ code: 'truncated', what: 'screenshot', detail });
  }
  return { png: Buffer.from(data, 'base64'), missing };
}

async function fullPageArea(session: CdpSession) {
  const { cssContentSize, cssVisualViewport } = await session.send('Page.getLayoutMetrics');
  const width = Math.max(1, Math.ceil(cssVisualViewport.clientWidth));
  const heightPx = Math.max(1, Math.ceil(cssContentSize.height));
  const height = Math.min(
    heightPx,
    CAPTURE_LIMITS.screenshotHeight - 1,
    Math.floor(CAPTURE_LIMITS.screenshotPixels / width),
  );
  return { kept: { width, height }, heightPx, isClipped: height < heightPx };
}
