/** The one file that knows OpenTelemetry; loaded only where traces are configured. */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  DiagLogLevel,
  diag,
  type Span as OtlpSpan,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Span, Tracing } from './trace.ts';

/** Ids are short, codes too; longer is a mistake of ours. */
const ATTRIBUTE_LENGTH = 200;
/** Spans that wait to be sent; more are dropped, so that a collector that is away costs no memory. */
const WAITING_SPANS = 2_048;
const SEND_EVERY_MS = 2_000;
/** What is left when the process ends; a collector that is away must not hold it up. */
const CLOSE_MS = 3_000;
/** `00-<trace>-<span>-<flags>`; other versions are not known. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

interface OtlpSettings {
  name: string;
  version: string;
  sampledShare: number;
  onFault: (error: unknown) => void;
}

export function openOtlpTracing(settings: OtlpSettings): Tracing {
  const { name, version, sampledShare, onFault } = settings;
  tellFaults(onFault);
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': name, 'service.version': version }))
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampledShare) }),
    spanLimits: { attributeValueLengthLimit: ATTRIBUTE_LENGTH },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter(),
        maxQueueSize: WAITING_SPANS,
        scheduledDelayMillis: SEND_EVERY_MS,
      }),
    ],
  });
  const tracer = provider.getTracer('webhood', version);
  const running = new AsyncLocalStorage<OtlpSpan>();

  const contextOf = (parent: string | undefined): Context => {
    const given = parent === undefined ? undefined : contextFrom(parent);
    if (given) return trace.setSpanContext(ROOT_CONTEXT, given);
    const here = running.getStore();
    return here ? trace.setSpan(ROOT_CONTEXT, here) : ROOT_CONTEXT;
  };

  return {
    isOn: true,
    run: async (spanName, { parent, attributes = {} }, work) => {
      const span = tracer.startSpan(spanName, { attributes }, contextOf(parent));
      try {
        return await running.run(span, () => work(spanOf(span)));
      } catch (error) {
        // The type alone: a message may carry what was scanned.
        const type = error instanceof Error ? error.name : typeof error;
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.setAttribute('error.type', codeOf(error) ?? type);
        throw error;
      } finally {
        span.end();
      }
    },
    record: (spanName, { parent, attributes = {}, startedAtMs, endedAtMs }) => {
      const options = { attributes, startTime: new Date(startedAtMs) };
      tracer.startSpan(spanName, options, contextOf(parent)).end(new Date(endedAtMs));
    },
    ids: () => {
      const context = running.getStore()?.spanContext();
      return context && { traceId: context.traceId, spanId: context.spanId };
    },
    close: async () => {
      await provider.forceFlush({ timeoutMillis: CLOSE_MS }).catch(onFault);
      const ended = provider.shutdown().catch(onFault);
      await Promise.race([ended, after(CLOSE_MS)]);
    },
  };
}

function spanOf(span: OtlpSpan): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const flags = traceFlags.toString(16).padStart(2, '0');
  return {
    traceparent: `00-${traceId}-${spanId}-${flags}`,
    set: (attributes) => {
      span.setAttributes(attributes);
    },
  };
}

function contextFrom(traceparent: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
}

/** Of our own errors. */
function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The exporter tells of its failures here alone. */
function tellFaults(onFault: (error: unknown) => void): void {
  const tell = (message: string): void => onFault(new Error(message.slice(0, ATTRIBUTE_LENGTH)));
  const ignore = (): void => undefined;
  diag.setLogger(
    { error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

function after(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, ms).unref();
  return promise;
}
