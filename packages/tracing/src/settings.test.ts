import { expect, test } from 'vitest';
import { readTracing } from './settings.ts';

function read(env: Record<string, string>) {
  const faults: string[] = [];
  return { ...readTracing((name) => env[name], faults), faults };
}

test('traces are off unless an endpoint is named, and stay off where they are disabled', () => {
  const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://localhost:4318';
  expect(read({})).toEqual({ isOn: false, sampledShare: 0, faults: [] });
  expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT }).isOn).toBe(true);
  expect(read({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://x/v1/traces' }).isOn).toBe(true);
  expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: 'true' }).isOn).toBe(false);
  expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }).isOn).toBe(false);
});

test.each([
  [{}, 1],
  [{ OTEL_TRACES_SAMPLER: 'always_off' }, 0],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' }, 0.25],
])('of new traces the share that %j asks for is taken', (env, share) => {
  const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://localhost:4318';
  expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT, ...env })).toMatchObject({
    sampledShare: share,
    faults: [],
  });
});

test('every fault is told at once', () => {
  const { faults } = read({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_TRACES_EXPORTER: 'zipkin',
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '7',
  });
  expect(faults).toHaveLength(4);
});
