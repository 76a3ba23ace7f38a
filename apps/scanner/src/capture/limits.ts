/**
 * Every bound of a capture, each with its reason. Times are milliseconds, sizes bytes. A page that
 * reaches one is not a failure: the report says what was left out.
 */
import { ARTIFACT_BOUNDS, type RATES } from '@webhood/contract';

export interface SettleBudget {
  /** Never settled sooner after the load event. */
  floorMs: number;
  /** How long network and main thread must have been quiet. */
  quietMs: number;
  /** The same for a page that has run no script: it has nothing that could still begin by itself. */
  inertQuietMs: number;
  /** A request older than this counts as a stream or a long poll and holds nothing any more. */
  requestHoldMs: number;
  /** Requests that keep coming hold this long after the load event: a poller is not loading. */
  chatterHoldMs: number;
  /** Layout that never rests (tickers, animations) holds this long after the network is quiet. */
  layoutHoldMs: number;
  /** A refresh that the page has announced within this time is waited for. */
  refreshHoldMs: number;
  /** Silence of the main thread after which the page counts as unresponsive. */
  unresponsiveMs: number;
  /** Settled whatever happens, counted from the last main navigation. */
  ceilingMs: number;
}

/** Fast looks at what is there; balanced lets an ordinary application draw; slow waits for timers. */
export const SETTLE_BUDGETS: Record<(typeof RATES)[number], SettleBudget> = {
  fast: {
    floorMs: 0,
    quietMs: 50,
    inertQuietMs: 20,
    requestHoldMs: 2_000,
    chatterHoldMs: 3_000,
    layoutHoldMs: 300,
    refreshHoldMs: 1_500,
    unresponsiveMs: 3_000,
    ceilingMs: 8_000,
  },
  balanced: {
    floorMs: 50,
    quietMs: 100,
    inertQuietMs: 50,
    requestHoldMs: 5_000,
    chatterHoldMs: 5_000,
    layoutHoldMs: 1_000,
    refreshHoldMs: 5_000,
    unresponsiveMs: 5_000,
    ceilingMs: 20_000,
  },
  slow: {
    floorMs: 3_000,
    quietMs: 500,
    inertQuietMs: 500,
    requestHoldMs: 10_000,
    chatterHoldMs: 20_000,
    layoutHoldMs: 5_000,
    refreshHoldMs: 15_000,
    unresponsiveMs: 8_000,
    ceilingMs: 45_000,
  },
};

const DEFAULT_LIMITS = {
  /** Left of the deadline for reading the evidence out of the page. */
  evidenceReserveMs: 1_000,
  /**
   * Nothing is read any more this long after the deadline. The contract allows five seconds; the
   * other half is for writing the report, on a machine that has other things to do as well.
   */
  graceMs: 2_500,
  /** One reading of a page that answers. A million nodes serialise in two seconds. */
  evidenceCallMs: 8_000,
  /** One reading of a page that was stuck: freed from its scripts it may still be drawing. */
  stuckCallMs: 3_000,
  /** How long a stuck page's scripts are ended over and over, and how long each ending may take. */
  freeMs: 3_000,
  freeLongMs: 10_000,
  freeProbeMs: 300,
  /** A page still stuck this long after its scripts were ended may be waiting for an answer. */
  freeNetworkMs: 1_000,
  /** Pictures taken before a page has settled: one that goes on changing is not drawn over and over. */
  picturesAhead: 2,
  /** Taking one, and asking whether it still shows the page; otherwise another one is taken. */
  pictureCheckMs: 500,
  /** Between a refusal for a document that is gone and the next one, its word and its place. */
  moveToldMs: 500,
  /** Between two looks whether it is there. */
  moveLookMs: 25,
  /** A page that was broken off while loading may never be drawn: then it is set anew. */
  firstPictureMs: 1_500,
  /** Between the end of a navigation and the word that its renderer has died. */
  crashToldMs: 500,
  /** Between a navigation that became a download and the browser's word of that download. */
  downloadAnnounceMs: 2_000,
  /** Between a navigation that was refused and the browser's word of the server's answer. */
  lastAnswerMs: 1_000,
  /** An announced refresh that has not begun this long after its time never will. */
  refreshLateMs: 1_000,
  /** Between two looks at the main thread while settling. */
  probeMs: 40,
  /** Before the load event the looks only tell a stuck page from a busy one. */
  slowProbeMs: 250,

  /** More main-frame navigations than any honest chain of scripts makes. */
  navigations: 30,
  /** Pages opened by the page that are watched; the rest are closed at once and counted. */
  popups: 5,
  /** Frames, workers and popups in all: each costs a process. */
  targets: 100,
  /** Dismissed and recorded; after that the script that keeps asking is ended. */
  dialogs: 20,

  exchanges: 3_000,
  urlLength: 8_192,
  headers: 200,
  headerLength: 16_384,
  postDataBytes: 64 * 1024,
  /** Contents of requests that Chromium has to be asked for: each crosses the pipe whole. */
  postDataCalls: 50,
  /** Far more than an honest page sends while it loads; what flows on is only counted. */
  streamMessages: 500,
  streamMessageLength: 16 * 1024,
  /** Over all streams, in characters: an eighth of what the report may weigh. */
  streamsMessages: 3_000,
  streamsLength: 4 * 1024 * 1024,
  /** Names of one exchange, in each direction: a browser keeps 180 for a site. */
  exchangeCookies: 200,
  cookieNameLength: 1_024,
  /** Addresses contacted, and names that led to one. */
  addresses: 1_000,
  hostsOfAddress: 100,
  /** Async parents of a stack that are looked through for the script behind a request. */
  stackDepth: 10,
  functionNameLength: 500,
  /** Longest chain that a server sends; browsers build no longer ones. */
  certificateChain: 10,
  certificateTextLength: 2_048,
  /** The browser answers from memory; later than this the report goes without the chain. */
  certificateCallMs: 2_000,
  /** Received and decoded, over all exchanges: a decompression bomb ends here. */
  receivedBytes: 256 * 1024 * 1024,

  bodyBytes: 32 * 1024 * 1024,
  bodiesBytes: 192 * 1024 * 1024,
  bodies: ARTIFACT_BOUNDS.perScan - 200,
  /** Responses still arriving at the end whose beginning is kept. */
  unfinishedBodies: 50,
  /** In Chromium, per page: what it keeps until we have fetched it. */
  browserBufferBytes: 256 * 1024 * 1024,

  /** Characters of one document, cut inside the page so that no more crosses the pipe. */
  documentLength: 16 * 1024 * 1024,
  framesDepth: 5,
  frames: 100,
  titleLength: 4_096,
  links: 2_000,
  linkTextLength: 300,
  /** Characters of visible text: a long book. */
  textLength: 2_000_000,
  metaTags: 200,
  forms: 200,
  formFields: 200,
  /** Over all forms of the document, and of each frame in it. */
  documentFields: 2_000,
  frameFields: 200,
  fieldNameLength: 256,
  scripts: 2_000,
  /** Characters of inline scripts that are hashed, of the document and of each frame in it. */
  inlineScriptsLength: 4_000_000,
  frameInlineScriptsLength: 250_000,
  /** Open shadow roots looked into for each frame. */
  shadowRoots: 1_000,
  globals: 500,
  storageItems: 1_000,
  storageValueLength: 4_096,
  /** Characters of what is kept: of the document, and of each frame in it. */
  storageLength: 4_000_000,
  frameStorageLength: 200_000,
  databases: 100,

  /** Chromium cannot draw past this: the rest of a higher page is cut. */
  screenshotHeight: 16_384,
  /** Keeps the decoded picture under 200 MB. */
  screenshotPixels: 48_000_000,

  consoleMessages: 1_000,
  /** After this many the console is no longer listened to. */
  consoleFlood: 5_000,
  /** After this many, or this many characters, the page's scripts are ended. */
  consoleEndless: 10_000,
  consoleEndlessLength: 16 * 1024 * 1024,
  consoleTextLength: 4_096,
  faviconBytes: 1024 * 1024,
  /** From asking to having it, and what the scan waits for it once all else is being read. */
  faviconCallMs: 3_000,
  faviconWaitMs: 1_500,
  /** Each in a window; a page that asks in a loop is told of no more. */
  behaviourReports: 400,
  clipboardWrites: 50,
  /** The Run dialog takes 260 characters, a terminal any number. */
  clipboardLength: 16_384,
  permissionRequests: 100,
  notifications: 100,
  /** The page's own handlers run while copying is tried, and all else has been read by then. */
  tryCopyMs: 300,
  cookies: 1_000,
  cookieValueLength: 8_192,
  redirects: 100,

  downloads: 10,
  downloadBytes: 100 * 1024 * 1024,
  downloadsBytes: 256 * 1024 * 1024,
  downloadsSeen: 1_000,
} as const;

export type CaptureLimits = Readonly<Record<keyof typeof DEFAULT_LIMITS, number>>;

const current: Record<keyof typeof DEFAULT_LIMITS, number> = { ...DEFAULT_LIMITS };
export const CAPTURE_LIMITS: CaptureLimits = current;

/** For the whole process, before its first capture; see `adjustable-limits.ts` for what may be. */
export function adjustLimits(changes: Partial<CaptureLimits>): void {
  Object.assign(current, changes);
}
