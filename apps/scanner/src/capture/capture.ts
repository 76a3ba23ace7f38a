/**
 * One capture: from a URL to a folder of evidence and a report, within its deadline whatever the
 * page does. The page is watched from outside; nothing here waits for it without a bound.
 */
import type { BrowserContext } from '../browser/browser-context.ts';
import type { BrowserSupervisor } from '../browser/supervisor.ts';
import type { EgressGuard } from '../egress/guard.ts';
import type { EgressSession } from '../egress/session.ts';
import type { CaptureControls, CaptureResult } from './capture-result.ts';
import { openEvidenceFolder } from './evidence-folder.ts';
import { runPage } from './page-run.ts';
import type { CaptureRequest } from './report.ts';
import { saveEvidence } from './save-evidence.ts';

export interface CaptureDeps {
  supervisor: BrowserSupervisor;
  egress: EgressGuard;
}

export interface Capturer {
  capture(request: CaptureRequest, controls?: CaptureControls): Promise<CaptureResult>;
  /** Resolves when everything that finished captures left behind is gone. */
  released(): Promise<void>;
}

export function createCapturer(deps: CaptureDeps): Capturer {
  const releases = new Set<Promise<void>>();
  const release = (
    context: BrowserContext | undefined,
    egress: EgressSession | undefined,
  ): void => {
    const work = async (): Promise<void> => {
      await context?.dispose();
      await egress?.stop();
    };
    const done = work().finally(() => releases.delete(done));
    releases.add(done);
  };

  return {
    async capture(request, controls = {}) {
      const startedAtMs = performance.now();
      let egress: EgressSession | undefined;
      let context: BrowserContext | undefined;
      try {
        controls.onPhase?.('opening');
        const opened = await Promise.all([
          deps.egress.open(),
          openEvidenceFolder(request.outDir),
          deps.supervisor.warm(),
        ]);
        egress = opened[0];
        const folder = opened[1];
        context = await deps.supervisor.openContext({ proxyServer: egress.proxyServer });
        const run = await runPage({ request, controls, context, folder, startedAtMs });
        if (run.kind === 'failed') return run;
        controls.onPhase?.('saving');
        return await saveEvidence({ request, context, folder, egress, run, startedAtMs });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { kind: 'failed', code: 'scanner_error', message, retryable: true };
      } finally {
        release(context, egress);
      }
    },
    async released() {
      await Promise.all(releases);
    },
  };
}
