import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { MODULES } from '../bootstrap/paths.mjs';
import { DEPLOY, parseDocuments } from './read-yaml.mjs';

const BASE = join(DEPLOY, 'kubernetes/base');
const EXAMPLE = join(DEPLOY, 'kubernetes/overlays/example');
/** Where packages are found from, and outside what is checked and committed. */
const TYPED = join(MODULES, '.webhood/kubernetes-types');
const TYPE_CHECK_LIMIT_MS = 60_000;
const SERVER = 'webhood-server';
const SCANNER = 'webhood-scanner';

const kustomization = readDocuments(BASE, 'kustomization.yaml')[0];
const objects = kustomization.resources.flatMap((file) => readDocuments(BASE, file));
const pods = objects.filter(({ kind }) => kind === 'Deployment');

afterAll(() => rmSync(TYPED, { recursive: true, force: true }));

function readDocuments(folder, file) {
  return parseDocuments(readFileSync(join(folder, file), 'utf8'));
}

function find(kind, name) {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

function podOf(name) {
  return find('Deployment', name).spec.template.spec;
}

function moduleOf({ apiVersion }) {
  const isKeda = apiVersion.startsWith('keda.sh/');
  return `${isKeda ? '@kubernetes-models/keda' : 'kubernetes-models'}/${apiVersion}`;
}

/** Errors of the API's types; unlike its schemas these know fields that do not exist. */
function typeErrors(list) {
  rmSync(TYPED, { recursive: true, force: true });
  mkdirSync(TYPED, { recursive: true });
  const text = list.map((object, i) => {
    const type = `I${object.kind}`;
    return `import type { ${type} as Type${i} } from '${moduleOf(object)}';
export const object${i}: Type${i} = ${JSON.stringify(object, null, 1)};\n`;
  });
  const file = join(TYPED, 'objects.ts');
  writeFileSync(file, text.join('\n'));
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--ignoreConfig'];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(MODULES, 'typescript/bin/tsc'),
      ...options,
      ...['--target', 'ES2024', '--module', 'NodeNext', '--moduleResolution', 'NodeNext'],
      file,
    ],
    { encoding: 'utf8', timeout: TYPE_CHECK_LIMIT_MS },
  );
  return status === 0 ? '' : `${stdout}${stderr}`;
}

test('every file is in the kustomization, and every file that it names is there', () => {
  const files = readdirSync(BASE).filter((file) => file !== 'kustomization.yaml');
  expect([...kustomization.resources].sort()).toEqual(files.sort());
});

test.each(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]))(
  '%s follows the schema of its kind',
  async (_name, object) => {
    const models = await import(moduleOf(object));
    expect(() => new models[object.kind](object).validate()).not.toThrow();
  },
);

test(
  'no object has a field that its kind does not know',
  () => {
    expect(typeErrors(objects)).toBe('');
  },
  TYPE_CHECK_LIMIT_MS,
);

test(
  'the schemas and the types find a mistake',
  async () => {
    const { spec, ...rest } = find('Deployment', SERVER);
    const models = await import(moduleOf(rest));
    const wrong = { ...rest, spec: { ...spec, selector: 'all' } };
    expect(() => new models.Deployment(wrong).validate()).toThrow();
    expect(typeErrors([{ ...rest, spec: { ...spec, strategi: {} } }])).toContain('strategi');
  },
  TYPE_CHECK_LIMIT_MS,
);

test.each(pods.map((object) => [object.metadata.name, object]))(
  '%s keeps to the restricted standard',
  (_name, { spec: { template } }) => {
    const { spec } = template;
    const [container, ...others] = spec.containers;
    expect(others).toEqual([]);
    expect(spec.securityContext.runAsNonRoot).toBe(true);
    expect(spec.securityContext.runAsUser).toBeGreaterThan(0);
    expect(['RuntimeDefault', 'Localhost']).toContain(spec.securityContext.seccompProfile.type);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    for (const option of ['hostNetwork', 'hostPID', 'hostIPC'])
      expect(spec).not.toHaveProperty(option);
    expect(spec.volumes.filter((volume) => volume.hostPath)).toEqual([]);
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(container.resources.limits.memory).toBeDefined();
    expect(container.startupProbe && container.livenessProbe).toBeDefined();
  },
);

test('the scanner’s users are not those of the node, and its profile is the one that we ship', () => {
  const { hostUsers, securityContext } = podOf(SCANNER);
  expect(hostUsers).toBe(false);
  expect(securityContext.seccompProfile.type).toBe('Localhost');
  expect(existsSync(join(DEPLOY, 'images/scanner/seccomp.json'))).toBe(true);
});

test('images, users and stop graces are those of the Dockerfiles and settings', () => {
  for (const [name, kind] of [
    [SERVER, 'server'],
    [SCANNER, 'scanner'],
  ]) {
    const text = readFileSync(join(DEPLOY, 'images', kind, 'Dockerfile'), 'utf8');
    const { runAsUser, runAsGroup } = podOf(name).securityContext;
    expect(text).toContain(`USER ${runAsUser}:${runAsGroup}`);
    expect(kustomization.images.map((image) => image.name)).toContain(
      podOf(name).containers[0].image,
    );
  }
  const { containers, terminationGracePeriodSeconds } = podOf(SCANNER);
  const grace = containers[0].env.find(({ name }) => name === 'SCANNER_STOP_GRACE');
  expect(terminationGracePeriodSeconds).toBeGreaterThan(Number(grace.value) + 10);
});

test('every mount has its volume, and what volumes and variables name is an object or a known secret', () => {
  const secrets = ['webhood-server', 'webhood-server-tls', 'webhood-scanner'];
  for (const { metadata } of pods) {
    const { volumes, containers } = podOf(metadata.name);
    const mounts = containers[0].volumeMounts.map(({ name }) => name);
    expect(mounts.sort()).toEqual(volumes.map(({ name }) => name).sort());
    for (const { secret } of volumes) if (secret) expect(secrets).toContain(secret.secretName);
    for (const { configMapRef } of containers[0].envFrom ?? [])
      find('ConfigMap', configMapRef.name);
    for (const { valueFrom } of containers[0].env) {
      if (valueFrom) expect(secrets).toContain(valueFrom.secretKeyRef.name);
    }
    find('ServiceAccount', podOf(metadata.name).serviceAccountName);
  }
  expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
});

test('the scanner has neither the key of the certificate nor the server’s secrets', () => {
  const text = JSON.stringify(podOf(SCANNER));
  expect(text).not.toContain('tls.key');
  expect(text).not.toContain('database');
  const [{ secret }] = podOf(SCANNER).volumes.filter(({ name }) => name === 'authority');
  expect(secret.items).toEqual([{ key: 'tls.crt', path: 'tls.crt' }]);
});

test('scalers, budgets, service and ingress name what exists', () => {
  const service = find('Service', SERVER);
  const { labels } = find('Deployment', SERVER).spec.template.metadata;
  expect(labels).toMatchObject(service.spec.selector);
  const ports = podOf(SERVER).containers[0].ports.map(({ name }) => name);
  for (const { targetPort } of service.spec.ports) expect(ports).toContain(targetPort);
  const [{ http }] = find('Ingress', 'webhood').spec.rules;
  const { name, port } = http.paths[0].backend.service;
  expect(find('Service', name).spec.ports.map((each) => each.name)).toContain(port.name);
  find('Deployment', find('HorizontalPodAutoscaler', SERVER).spec.scaleTargetRef.name);
  find('Deployment', find('ScaledObject', SCANNER).spec.scaleTargetRef.name);
  for (const deployment of [SERVER, SCANNER]) {
    const { selector } = find('PodDisruptionBudget', deployment).spec;
    expect(find('Deployment', deployment).spec.template.metadata.labels).toMatchObject(
      selector.matchLabels,
    );
    // A number here would undo the autoscaler's at every apply.
    expect(find('Deployment', deployment).spec).not.toHaveProperty('replicas');
  }
});

test('pods for each so many scans as one takes, asked of a metric that the server has', () => {
  const [{ metadata }] = find('ScaledObject', SCANNER).spec.triggers;
  const { env } = podOf(SCANNER).containers[0];
  expect(metadata.threshold).toBe(env.find(({ name }) => name === 'SCANNER_CONCURRENCY').value);
  const documented = readFileSync(join(DEPLOY, '../docs/metrics.md'), 'utf8');
  expect(documented).toContain(/webhood_\w+/.exec(metadata.query)[0]);
});

test('nothing speaks unless a policy names it', () => {
  const { spec } = find('NetworkPolicy', 'default-deny');
  expect(spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
});

test('the scanner reaches servers and public addresses, and nothing reaches the scanner', () => {
  const about = objects.filter(
    ({ kind, spec }) =>
      kind === 'NetworkPolicy' &&
      spec.podSelector.matchLabels?.['app.kubernetes.io/name'] === SCANNER,
  );
  expect(about.map(({ spec }) => spec.policyTypes)).toEqual([['Egress']]);
  const [toServer, toInternet] = about[0].spec.egress;
  expect(toServer.to[0].podSelector.matchLabels['app.kubernetes.io/name']).toBe(SERVER);
  const [v4, v6] = toInternet.to.map(({ ipBlock }) => ipBlock);
  for (const range of [
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '169.254.0.0/16',
    '127.0.0.0/8',
  ]) {
    expect(v4.except).toContain(range);
  }
  expect(v6).toEqual({ cidr: '2000::/3' });
});

const kubectl = spawnSync('kubectl', ['kustomize', '--help'], { stdio: 'ignore' }).status === 0;
test.skipIf(!kubectl)(
  'kubectl renders the base and the example, with what the example changes',
  () => {
    const render = (folder) => {
      const { stdout, stderr, status } = spawnSync('kubectl', ['kustomize', folder], {
        encoding: 'utf8',
      });
      expect(status, stderr).toBe(0);
      return parseDocuments(stdout);
    };
    expect(render(BASE)).toHaveLength(objects.length);
    const rendered = render(EXAMPLE);
    expect(rendered).toHaveLength(objects.length);
    const of = (kind) => rendered.filter((object) => object.kind === kind);
    for (const { spec } of of('Deployment')) {
      expect(spec.template.spec.containers[0].image).toMatch(/^registry\.example\.org\/.+:\d/);
    }
    expect(of('ConfigMap')[0].data.EXTERNAL_URL).toBe(
      `https://${of('Ingress')[0].spec.rules[0].host}`,
    );
    const { egress } = of('NetworkPolicy').find(
      ({ metadata }) => metadata.name === 'server-out',
    ).spec;
    expect(egress[0].to[0].ipBlock.cidr).toMatch(/\/32$/);
    expect(typeErrors(rendered)).toBe('');
  },
  TYPE_CHECK_LIMIT_MS,
);
