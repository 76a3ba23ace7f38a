/**
 * One capture: from a URL to a folder of evidence and a report, within its deadline whatever the
 * page does. The page is watched from outside; nothing here waits for it without a bound.
 */
import { parseProxyUrl } from '@webhood/contract';
import type { BrowserSupervisor } from '../browser/supervisor.ts';
import type { EgressGuard } from '../egress/guard.ts';
import type { CaptureControls, CaptureResult } from './capture-result.ts';
import { openEvidenceFolder } from './evidence-folder.ts';
import { type PageRunResult, runPage } from './page-run.ts';
import { createPlaces, type Place } from './places.ts';
import type { CaptureRequest } from './report.ts';
import { saveEvidence } from './save-evidence.ts';

export interface CaptureDeps {
  /** Have the next scan's context ready before it is asked for. */
  preparesAhead: boolean;
  supervisor: BrowserSupervisor;
  egress: EgressGuard;
}

export interface Capturer {
  capture(request: CaptureRequest, controls?: CaptureControls): Promise<CaptureResult>;
  /** Has a place ready for the next capture. */
  prepare(): void;
  /** Resolves when everything that finished captures left behind, or had ready, is gone. */
  released(): Promise<void>;
}

export function createCapturer(deps: CaptureDeps): Capturer {
  const places = createPlaces(deps);

  const placeFor = async ({ options }: CaptureRequest): Promise<Place> => {
    const parsed = options.proxy === undefined ? undefined : parseProxyUrl(options.proxy);
    // The contract has refused it already; without its proxy a scan must not go anywhere.
    if (parsed?.kind === 'invalid') throw new TypeError(`The scan's proxy ${parsed.fault}.`);
    const place = await places.take();
    if (parsed) place.egress.useScanProxy(parsed.proxy);
    return place;
  };

  return {
    async capture(request, controls = {}) {
      const startedAtMs = performance.now();
      let place: Place | undefined;
      try {
        controls.onPhase?.('opening');
        const folder = await openEvidenceFolder(request.outDir);
        const runIn = ({ context, egress }: Place): Promise<PageRunResult> => {
          // Now, while this one waits for its network: afterwards the next may be here already.
          if (deps.preparesAhead) places.prepare();
          const cutNetwork = (): void => void egress.stop();
          return runPage({ request, controls, context, folder, startedAtMs, cutNetwork });
        };
        place = await placeFor(request);
        const first = await runIn(place).catch((error: unknown) => {
          // Only setting the page up throws: a browser that cannot do that was stuck by another
          // scan, and this one must not suffer for it.
          place?.context.condemn('stuck', `a page could not be set up: ${String(error)}`);
        });
        if (!first) {
          places.giveBack(place);
          place = await placeFor(request);
        }
        const run = first ?? (await runIn(place));
        if (run.kind === 'failed') return run;
        const { context, egress } = place;
        controls.onPhase?.('saving');
        return await saveEvidence({ request, context, folder, egress, run, startedAtMs });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { kind: 'failed', code: 'scanner_error', message, retryable: true };
      } finally {
        if (place) places.giveBack(place);
      }
    },
    prepare: places.prepare,
    released: () => places.closed(),
  };
}
