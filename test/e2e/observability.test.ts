/** What operators see of a running installation: metrics, the dashboard and alerts, logs, traces. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@webhood/client';
import { SCAN_FAILURE_CODES } from '@webhood/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { type Site, startSite } from '../sites/site-server.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import {
  type OtlpReceiver,
  type ReceivedSpan,
  startOtlpReceiver,
} from './support/otlp-receiver.ts';
import { freePort, REPOSITORY, type Run } from './support/processes.ts';
import { type Exposed, exposedIn, metricsIn, TARGET_LABELS } from './support/prometheus.ts';

const WAIT = { timeout: 40_000, interval: 200 };
const SECRET_IN_URL = 'canary-in-the-query';
const fileOf = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8');

interface Alert {
  alert: string;
  expr: string;
  annotations: { summary: string; runbook: string };
}

const alerts = (
  parse(fileOf('deploy/prometheus/alerts.yml')) as { groups: { rules: Alert[] }[] }
).groups.flatMap(({ rules }) => rules);

interface Panel {
  title: string;
  description?: string;
  targets?: { expr: string }[];
}
const panels = (JSON.parse(fileOf('deploy/grafana/webhood.json')) as { panels: Panel[] }).panels;

/** Grafana fills its variables in before Prometheus sees them. */
const queries = [
  ...alerts.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [title, expr.replaceAll('$job', '.*')] as const),
  ),
];

let site: Site;
let collector: OtlpReceiver;
let installation: Installation;
let server: Run;
let scanner: Run;
let client: Client;
let token: string;
let exposed: Exposed;
let scanId: string;

beforeAll(async () => {
  [site, collector] = await Promise.all([startSite(), startOtlpReceiver()]);
  installation = await createInstallation();
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, LOG_LEVEL: 'debug' };
  server = installation.start(['server'], traced);
  await installation.ready(server);
  client = await installation.client();
  const create = async (noun: string) =>
    JSON.parse(await installation.command([noun, 'create', '--name', 'watched', '--json'])).token;
  token = await create('tokens');
  scanner = installation.start(['scanner'], {
    ...traced,
    ENDPOINT: installation.url,
    SCANNER_TOKEN: await create('scanners'),
  });
  // What a scanner may reach is known once it has asked for work.
  await vi.waitUntil(
    async () => (await client.scanners.list()).some(({ connected }) => connected),
    WAIT,
  );
  const scan = await client.scans.submit({ url: `${site.url}/tiny?key=${SECRET_IN_URL}` });
  scanId = scan.id;
  expect((await client.waitForScan(scan.id)).state).toBe('done');
  const failing = await client.scans.submit({ url: `http://127.0.0.1:${await freePort()}/` });
  expect((await client.waitForScan(failing.id)).errorCode).toBe('connection_failed');
  // The scanner tells its counts when it next asks for work.
  await vi.waitUntil(async () => {
    exposed = exposedIn(await metricsText());
    return exposed.labels.has('webhood_scanner_guard_verdicts_total');
  }, WAIT);
});

afterAll(async () => {
  await installation?.close();
  await Promise.all([site?.close(), collector?.close()]);
});

async function metricsText(headers: Record<string, string> = { authorization: token }) {
  const answer = await fetch(`${installation.url}/metrics`, { headers });
  return answer.status === 200 ? answer.text() : `status ${answer.status}`;
}

describe('metrics', () => {
  test('are not for everyone', async () => {
    expect(await metricsText({})).toBe('status 401');
  });

  test('have the labels that docs/metrics.md says, each with few values and none from a page', async () => {
    const rows = fileOf('docs/metrics.md').matchAll(/^\| `(webhood_\w+)` \| \w+ \| ([^|]*) \|/gm);
    for (const [, name = '', text = ''] of rows) {
      const documented = [...text.matchAll(/`(\w+)`/g)].map(([, label = '']) => label);
      for (const part of [name, `${name}_bucket`, `${name}_count`, `${name}_sum`]) {
        const told = exposed.labels.get(part) ?? new Map<string, Set<string>>();
        const labels = [...told.keys()].filter((label) => label !== 'le');
        expect(labels.filter((label) => !documented.includes(label))).toEqual([]);
        for (const values of told.values()) expect(values.size).toBeLessThan(100);
      }
    }
    const text = await metricsText();
    expect(text).not.toContain(SECRET_IN_URL);
    expect(text).not.toContain(new URL(site.url).host);
  });

  test('tell of the scan that was made: its phases, its lease, its end, the store, the database', () => {
    const valuesOf = (name: string, label: string) => [
      ...(exposed.labels.get(name)?.get(label) ?? []),
    ];
    expect(valuesOf('webhood_scan_phase_duration_seconds_count', 'phase').sort()).toEqual([
      'loading',
      'opening',
      'queued',
      'saving',
      'settling',
      'uploading',
    ]);
    expect(valuesOf('webhood_store_duration_seconds_count', 'operation')).toContain('put');
    expect(valuesOf('webhood_database_query_duration_seconds_count', 'outcome')).toContain('ok');
    expect(valuesOf('webhood_scanner_guard_verdicts_total', 'verdict')).toContain('allowed');
    expect(valuesOf('webhood_scanner_browser_built_seconds', 'scanner')).toEqual(['watched']);
  });
});

describe('the dashboard and the alerts', () => {
  test.each(queries)('%s asks for what this server tells', (_, expression) => {
    const { metrics, grouped } = metricsIn(expression);
    expect(metrics.length).toBeGreaterThan(0);
    for (const { name, labels } of metrics) {
      if (name === 'up') continue;
      expect([...exposed.names]).toContain(name);
      const documented = documentedLabels(name);
      for (const { label } of labels) expect([...documented, ...TARGET_LABELS]).toContain(label);
    }
    const known = metrics.flatMap(({ name }) => documentedLabels(name));
    for (const label of grouped) expect([...known, ...TARGET_LABELS, 'le']).toContain(label);
  });

  test('alerts look for states and codes that there are', () => {
    const codes = alerts
      .flatMap(({ expr }) => metricsIn(expr).metrics.flatMap(({ labels }) => labels))
      .filter(({ label }) => label === 'code')
      .flatMap(({ value }) => value.split('|'));
    expect(codes.length).toBeGreaterThan(2);
    expect(
      codes.filter((code) => !(SCAN_FAILURE_CODES as readonly string[]).includes(code)),
    ).toEqual([]);
  });

  test('every alert says what it is in a sentence and leads to what to do', () => {
    const headings = [...fileOf('docs/operations.md').matchAll(/^#+ (.+)$/gm)].map(
      ([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
    );
    for (const { annotations } of alerts) {
      const [page, anchor] = annotations.runbook.split('#');
      expect(page).toBe('docs/operations.md');
      expect(headings).toContain(anchor);
      expect(annotations.summary.length).toBeGreaterThan(10);
    }
    const named = fileOf('docs/operations.md');
    expect(alerts.filter(({ alert }) => !named.includes(`\`${alert}\``))).toEqual([]);
  });

  test('panels do not overlap and each says what it shows', () => {
    const shown = panels.filter(({ targets }) => targets !== undefined);
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter(({ description }) => !description)).toEqual([]);
  });
});

function documentedLabels(name: string): string[] {
  const metric = name.replace(/_(bucket|count|sum)$/, '');
  const row = new RegExp(`^\\| \`${metric}\` \\| \\w+ \\| ([^|]*) \\|`, 'm').exec(
    fileOf('docs/metrics.md'),
  );
  return [...(row?.[1] ?? '').matchAll(/`(\w+)`/g)].map(([, label = '']) => label);
}

describe('traces', () => {
  const ofScan = (name: string) => collector.spans().find((span) => span.name === name);

  test('one scan is one trace, across server and scanner, from submission to commit', async () => {
    const names = [
      'scan.submit',
      'scan.queued',
      'scan.lease',
      'scan.run',
      'capture.opening',
      'capture.loading',
      'capture.settling',
      'capture.saving',
      'scan.upload',
      'scan.commit',
    ];
    const submitted = () =>
      collector
        .spans()
        .find(
          ({ name, attributes }) =>
            name === 'scan.submit' && attributes['webhood.scan.id'] === scanId,
        );
    const trace = (): ReceivedSpan[] =>
      collector.spans().filter(({ traceId }) => traceId === submitted()?.traceId);
    await expect.poll(() => new Set(trace().map(({ name }) => name))).toEqual(new Set(names));

    const byName = new Map(trace().map((span) => [span.name, span]));
    const parentOf = (name: string) =>
      trace().find(({ spanId }) => spanId === byName.get(name)?.parentSpanId)?.name;
    expect(byName.get('scan.submit')?.parentSpanId).toBeUndefined();
    expect(parentOf('scan.queued')).toBe('scan.submit');
    expect(parentOf('scan.lease')).toBe('scan.submit');
    expect(parentOf('scan.run')).toBe('scan.lease');
    for (const name of ['capture.loading', 'scan.upload', 'scan.commit']) {
      expect(parentOf(name)).toBe('scan.run');
    }
    expect(byName.get('scan.submit')?.service).toBe('webhood-server');
    expect(byName.get('scan.run')?.service).toBe('webhood-scanner');
    expect(byName.get('scan.commit')?.service).toBe('webhood-server');
    const at = (name: string) => byName.get(name)?.startedAtMs ?? Number.NaN;
    expect(at('scan.submit')).toBeLessThanOrEqual(at('capture.loading'));
    expect(at('capture.loading')).toBeLessThanOrEqual(at('scan.commit'));
  });

  test('say nothing of what was scanned, and no secret', () => {
    expect(ofScan('scan.run')?.attributes['webhood.end']).toBe('committed');
    const raw = collector.raw();
    for (const secret of [SECRET_IN_URL, new URL(site.url).host, token]) {
      expect(raw).not.toContain(secret);
    }
  });
});

describe('logs', () => {
  const linesOf = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  test('are JSON lines with a level, a time and a constant message, from both processes', () => {
    const lines = [
      ...linesOf(server.stderr()),
      ...linesOf(scanner.stdout()),
      ...linesOf(scanner.stderr()),
    ];
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      expect(line.level).toMatch(/^(trace|debug|info|warn|error|fatal)$/);
      expect(new Date(String(line.time)).toISOString()).toBe(line.time);
      expect(line.msg).toMatch(/^[a-z_]+(\.[a-z_]+)*$/);
    }
  });

  test('name the request and the trace of what they tell, and nothing of the scanned URL’s query', () => {
    const accepted = linesOf(server.stderr()).find(
      (line) => line.msg === 'scan.accepted' && line.scanId === scanId,
    );
    expect(accepted?.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const trace = collector
      .spans()
      .find(({ attributes }) => attributes['webhood.scan.id'] === scanId);
    expect(accepted?.traceId).toBe(trace?.traceId);
    const answered = linesOf(server.stderr()).find(
      (line) => line.msg === 'request.answered' && line.requestId === accepted?.requestId,
    );
    expect(answered).toMatchObject({ status: 202 });
    const both = server.stderr() + scanner.stdout() + scanner.stderr();
    expect(both).not.toContain(SECRET_IN_URL);
  });
});
