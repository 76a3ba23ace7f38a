/**
 * OpenTelemetry's own variables. What only its exporter needs (headers, certificates, timeouts,
 * compression) it reads itself, under their standard names.
 */
export interface TracingSettings {
  isOn: boolean;
  /** Of new traces, from 0 to 1. What comes with a decision made keeps it. */
  sampledShare: number;
}

const OFF: TracingSettings = { isOn: false, sampledShare: 0 };

const SAMPLERS: Record<string, 'all' | 'none' | 'ratio'> = {
  always_on: 'all',
  parentbased_always_on: 'all',
  always_off: 'none',
  parentbased_always_off: 'none',
  traceidratio: 'ratio',
  parentbased_traceidratio: 'ratio',
};

/** `read` gives a variable's value; faults are added to `faults`. */
export function readTracing(
  read: (name: string) => string | undefined,
  faults: string[],
): TracingSettings {
  const endpointName = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'].find(
    (name) => read(name) !== undefined,
  );
  const exporter = read('OTEL_TRACES_EXPORTER') ?? 'otlp';
  if (read('OTEL_SDK_DISABLED')?.toLowerCase() === 'true' || exporter === 'none') return OFF;
  if (exporter !== 'otlp') faults.push('OTEL_TRACES_EXPORTER must be otlp or none');
  if (endpointName === undefined) return OFF;
  const endpoint = URL.parse(read(endpointName) ?? '');
  if (!endpoint || !/^https?:$/.test(endpoint.protocol)) {
    faults.push(`${endpointName} must be an address such as http://localhost:4318`);
  }
  checkProtocol(read, faults);
  return { isOn: true, sampledShare: readShare(read, faults) };
}

function checkProtocol(read: (name: string) => string | undefined, faults: string[]): void {
  const name = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'].find(
    (each) => read(each) !== undefined,
  );
  if (name === undefined || read(name) === 'http/json') return;
  faults.push(`${name} must be http/json: traces are sent in no other form`);
}

function readShare(read: (name: string) => string | undefined, faults: string[]): number {
  const kind = SAMPLERS[read('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on'];
  if (kind === undefined) {
    faults.push(`OTEL_TRACES_SAMPLER must be one of ${Object.keys(SAMPLERS).join(', ')}`);
    return 0;
  }
  if (kind !== 'ratio') return kind === 'all' ? 1 : 0;
  const text = read('OTEL_TRACES_SAMPLER_ARG') ?? '1';
  const share = Number(text);
  if (/^\d*\.?\d+$/.test(text) && share <= 1) return share;
  faults.push('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1');
  return 0;
}
