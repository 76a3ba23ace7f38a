/** All recorders of one scan, attached to every target of its context before that target runs. */
import type { ScanOptions } from '@webhood/contract';
import type { AttachedTarget, BrowserContext } from '../browser/browser-context.ts';
import type { CdpSession } from '../browser/cdp-connection.ts';
import { type BehaviourRecorder, createBehaviourRecorder } from '../recorders/behaviour.ts';
import { type BodyRecorder, createBodyRecorder } from '../recorders/bodies.ts';
import { type CertificateRecorder, createCertificateRecorder } from '../recorders/certificates.ts';
import { createConsoleRecorder } from '../recorders/console.ts';
import { type CookiePrompts, createCookiePrompts } from '../recorders/cookie-prompts.ts';
import { createDialogRecorder } from '../recorders/dialogs.ts';
import { createDownloadRecorder, type DownloadRecorder } from '../recorders/downloads.ts';
import { createEarlyScreenshot, type EarlyScreenshot } from '../recorders/early-screenshot.ts';
import { createFaviconRecorder, type FaviconRecorder } from '../recorders/favicon.ts';
import { createNetworkLog, type NetworkLog } from '../recorders/network-log.ts';
import { createPopupRecorder } from '../recorders/popups.ts';
import { createPostDataRecorder, type PostDataRecorder } from '../recorders/post-data.ts';
import { createRedirectRecorder } from '../recorders/redirects.ts';
import { createStreamRecorder, type StreamRecorder } from '../recorders/streams.ts';
import { createEmulation, type Emulation } from './emulate.ts';
import { endScripts } from './end-scripts.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { createExtraHeaders } from './extra-headers.ts';
import { CAPTURE_LIMITS } from './limits.ts';
import { createPageLifecycle, type PageLifecycle } from './page-lifecycle.ts';

export interface FrameSession {
  session: CdpSession;
  parentFrameId: string | undefined;
}

export interface Recording {
  readonly network: NetworkLog;
  readonly bodies: BodyRecorder;
  readonly redirects: ReturnType<typeof createRedirectRecorder>;
  readonly console: ReturnType<typeof createConsoleRecorder>;
  readonly dialogs: ReturnType<typeof createDialogRecorder>;
  readonly certificates: CertificateRecorder;
  readonly streams: StreamRecorder;
  readonly postData: PostDataRecorder;
  readonly popups: ReturnType<typeof createPopupRecorder>;
  readonly downloads: DownloadRecorder;
  readonly earlyScreenshot: EarlyScreenshot;
  readonly lifecycle: PageLifecycle;
  readonly emulation: Emulation;
  readonly cookiePrompts: CookiePrompts;
  readonly behaviour: BehaviourRecorder;
  readonly favicon: FaviconRecorder;
  /** Live frames that run in a process of their own. */
  readonly remoteFrames: ReadonlyMap<string, FrameSession>;
  /** Live frames of other processes, workers and windows; not the page itself. */
  readonly companions: ReadonlySet<AttachedTarget>;
  /** Targets that were closed unseen, because there were too many. */
  readonly refusedTargets: number;
}

export function startRecording(deps: {
  context: BrowserContext;
  folder: EvidenceFolder;
  url: string;
  options: ScanOptions;
  startedAtMs: number;
}): Recording {
  const { context, options } = deps;
  const elapsedMs = (): number => Math.round(performance.now() - deps.startedAtMs);
  const lifecycle = createPageLifecycle();
  const remoteFrames = new Map<string, FrameSession>();
  const mainTargets: AttachedTarget[] = [];
  const companions = new Map<string, AttachedTarget>();
  let mainFrameId: string | undefined;
  let targets = 0;
  let popupCount = 0;
  let refusedTargets = 0;

  const network = createNetworkLog({ mainFrameId: () => mainFrameId, onIdle: lifecycle.wake });
  const cookiePrompts = createCookiePrompts({ isWanted: options.skipCookiePrompts, ...lifecycle });
  const behaviour = createBehaviourRecorder({ elapsedMs, isStealthy: options.stealth });
  const recording = {
    network,
    bodies: createBodyRecorder({ network, folder: deps.folder }),
    redirects: createRedirectRecorder(),
    console: createConsoleRecorder({
      elapsedMs,
      isStealthy: options.stealth,
      isOwn: (text) => cookiePrompts.isOwn(text) || behaviour.isOwn(text),
      onFlood: behaviour.outlast,
      onEndless: () => endScripts([...mainTargets, ...companions.values()]),
    }),
    dialogs: createDialogRecorder({ elapsedMs, onFlood: lifecycle.wake }),
    certificates: createCertificateRecorder(),
    streams: createStreamRecorder({ network }),
    postData: createPostDataRecorder({ network }),
    popups: createPopupRecorder(),
    downloads: createDownloadRecorder({
      context,
      onBegin: network.becameDownload,
      onChange: lifecycle.wake,
    }),
    earlyScreenshot: createEarlyScreenshot(options.earlyScreenshot),
    lifecycle,
    emulation: createEmulation(options, context),
    cookiePrompts,
    behaviour,
    favicon: createFaviconRecorder(),
    remoteFrames,
    get companions() {
      return new Set(companions.values());
    },
    get refusedTargets() {
      return refusedTargets;
    },
  };
  const attachments = [
    recording.lifecycle,
    recording.streams,
    recording.network,
    recording.redirects,
    recording.console,
    recording.dialogs,
    recording.certificates,
    recording.popups,
    recording.downloads,
    recording.earlyScreenshot,
    recording.emulation,
    recording.cookiePrompts,
    recording.behaviour,
    recording.favicon,
    createExtraHeaders(deps.url, options.headers ?? {}),
  ];

  const isAllowed = (target: AttachedTarget): boolean => {
    if (target.isMain) return true;
    targets += 1;
    if (target.kind === 'popup') popupCount += 1;
    return targets <= CAPTURE_LIMITS.targets && popupCount <= CAPTURE_LIMITS.popups;
  };

  context.onTarget((target) => {
    const { session, targetId } = target;
    if (!isAllowed(target)) {
      refusedTargets += 1;
      // A paused window holds up the page that opened it, so it runs before it is closed.
      session.post('Runtime.runIfWaitingForDebugger');
      context.control.post('Target.closeTarget', { targetId });
      return;
    }
    if (target.isMain) {
      mainFrameId = targetId;
      mainTargets.push(target);
    } else companions.set(targetId, target);
    for (const attachment of attachments) attachment.attach(target);
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      const child = context.adopt(sessionId, targetInfo);
      if (targetInfo.type !== 'iframe') return;
      const { parentFrameId } = targetInfo;
      remoteFrames.set(targetInfo.targetId, { session: child.session, parentFrameId });
    });
    session.on('Target.detachedFromTarget', ({ targetId: goneId }) => {
      if (goneId === undefined) return;
      remoteFrames.delete(goneId);
      companions.delete(goneId);
    });
    session.post('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
    });
    session.post('Runtime.runIfWaitingForDebugger');
  });
  return recording;
}
