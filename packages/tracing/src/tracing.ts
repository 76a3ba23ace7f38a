/**
 * Traces of a scan's way, for whoever has set an OpenTelemetry endpoint. Without one nothing of
 * OpenTelemetry is loaded, and every call below only does its work.
 *
 * Attributes are ids, numbers and codes of ours: never a URL, a header, or text from a page.
 */
import type { TracingSettings } from './settings.ts';
import type { Span, Tracing } from './trace.ts';

export { readTracing, type TracingSettings } from './settings.ts';
export type { Span, Tracing } from './trace.ts';

const NO_SPAN: Span = { traceparent: undefined, set: () => undefined };

export const NO_TRACING: Tracing = {
  isOn: false,
  run: (_name, _options, work) => work(NO_SPAN),
  record: () => undefined,
  ids: () => undefined,
  close: async () => undefined,
};

interface Service {
  /** Unless `OTEL_SERVICE_NAME` gives another. */
  name: string;
  version: string;
  /** Told of exports that fail, in words without a URL. */
  onFault: (error: unknown) => void;
}

/** Loads OpenTelemetry where it is wanted. */
export async function openTracing(settings: TracingSettings, service: Service): Promise<Tracing> {
  if (!settings.isOn) return NO_TRACING;
  const { openOtlpTracing } = await import('./otlp.ts');
  return openOtlpTracing({ ...service, sampledShare: settings.sampledShare });
}
