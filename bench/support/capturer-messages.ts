/** What a benchmark and its capturing process say to each other. Times are milliseconds. */
export type ToCapturer =
  | { kind: 'scan'; url: string; timeoutMs?: number }
  | { kind: 'state' }
  | { kind: 'heap'; path: string };

export interface ScanEnd {
  /** For example `done complete` or `error timeout`; `failed` is a scan without a report. */
  outcome: string;
  /** What the report says is missing, for example `truncated dialogs`. */
  missing: string[];
  /** From being asked for to having a place. */
  waitedMs: number;
  /** From having a place to the end, as the deadline counts. */
  tookMs: number;
}

export interface CapturerState {
  contexts: number;
  mostAtOnce: number;
  /** In use after a collection, in bytes. */
  live: { heap: number; external: number; resident: number };
}

export interface ToParent {
  id: number;
  end?: ScanEnd;
  state?: CapturerState;
  error?: string;
}
