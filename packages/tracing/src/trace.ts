/** What a trace is to whoever makes one. */
export type Attributes = Record<string, string | number | boolean>;

export interface Span {
  /** W3C Trace Context, for whoever goes on with it; undefined when traces are off. */
  readonly traceparent: string | undefined;
  set(attributes: Attributes): void;
}

interface SpanOptions {
  /** W3C Trace Context. Without it, a child of the span that runs here, or a trace of its own. */
  parent?: string | undefined;
  attributes?: Attributes;
}

export interface Tracing {
  readonly isOn: boolean;
  /** Does the work inside a span, which ends with it; an error marks it as failed and goes on. */
  run<Result>(
    name: string,
    options: SpanOptions,
    work: (span: Span) => Promise<Result>,
  ): Promise<Result>;
  /** A span of what has been; both times in milliseconds since 1970. */
  record(name: string, options: SpanOptions & { startedAtMs: number; endedAtMs: number }): void;
  /** Of the span that runs here, for the log. */
  ids(): { traceId: string; spanId: string } | undefined;
  /** Sends what is left, for a few seconds at most. */
  close(): Promise<void>;
}
