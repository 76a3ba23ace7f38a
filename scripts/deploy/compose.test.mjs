import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { DEPLOY, readYaml } from './read-yaml.mjs';

const compose = readYaml('compose.yaml');
const services = Object.entries(compose.services);
const { server, scanner, database, proxy, enrol } = compose.services;

/** The specification's own schema, as dclint ships it. */
function specification() {
  const folder = dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
  const schema = JSON.parse(readFileSync(join(folder, 'schemas/compose.schema.json'), 'utf8'));
  // Names draft 7 by an address that ajv does not know it under.
  return { ...schema, $schema: undefined };
}

function validate(document) {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addFormat('duration', true);
  const check = ajv.compile(specification());
  return check(document)
    ? []
    : check.errors.map((error) => `${error.instancePath} ${error.message}`);
}

function shared(one, other) {
  return one.networks.filter((network) => other.networks.includes(network));
}

test('compose.yaml follows the compose specification', () => {
  expect(validate(compose)).toEqual([]);
});

test('the schema finds a mistake', () => {
  expect(
    validate({ ...compose, services: { server: { ...server, read_onlyy: true } } }),
  ).not.toEqual([]);
});

test('the scanner reaches the server and the internet, and neither the database nor the proxy', () => {
  expect(shared(scanner, server)).toEqual(['scanners']);
  expect(shared(scanner, database)).toEqual([]);
  expect(shared(scanner, proxy)).toEqual([]);
  expect(compose.networks.internet ?? {}).not.toHaveProperty('internal');
  expect(compose.networks.scanners.internal).toBe(true);
});

test('only the proxy is believed, and nobody else is on its network but the server', () => {
  const onFront = services.filter(([, { networks }]) => networks.includes('front'));
  expect(onFront.map(([name]) => name)).toEqual(['proxy', 'server']);
  const [{ subnet }] = compose.networks.front.ipam.config;
  expect(server.environment.WEBHOOD_BEHIND_PROXY).toBe(subnet);
});

test('the database is reached by nobody from outside', () => {
  expect(compose.networks.database.internal).toBe(true);
  expect(database.networks).toEqual(['database']);
  expect(services.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['proxy']);
});

test.each(services)('%s is held in', (_name, service) => {
  expect(service.read_only).toBe(true);
  expect(service.cap_drop).toEqual(['ALL']);
  expect(service.security_opt).toContain('no-new-privileges:true');
  expect(service.security_opt.join()).not.toContain('unconfined');
  for (const option of ['privileged', 'pid', 'ipc', 'network_mode', 'userns_mode', 'devices']) {
    expect(service).not.toHaveProperty(option);
  }
  const { limits } = service.deploy.resources;
  expect(Object.keys(limits).sort()).toEqual(['cpus', 'memory', 'pids']);
  for (const volume of service.volumes ?? []) {
    expect(volume).not.toMatch(/docker\.sock|^\/(?!$)/);
    // A folder of the host is for reading.
    if (volume.startsWith('.')) expect(volume).toMatch(/:ro$/);
  }
});

test('only the proxy has a capability, to open ports 80 and 443', () => {
  expect(services.filter(([, { cap_add }]) => cap_add).map(([name]) => name)).toEqual(['proxy']);
  expect(proxy.cap_add).toEqual(['NET_BIND_SERVICE']);
});

test('every service that stays says how it is, and nobody starts before what it needs', () => {
  // Those of the images are in their Dockerfiles.
  for (const kind of ['server', 'scanner']) {
    expect(readFileSync(join(DEPLOY, 'images', kind, 'Dockerfile'), 'utf8')).toMatch(
      /^HEALTHCHECK /m,
    );
  }
  expect(database.healthcheck.test).toContain('pg_isready');
  expect(proxy.healthcheck.test).toContain('wget');
  expect(server.depends_on).toEqual({ database: { condition: 'service_healthy' } });
  expect(enrol.depends_on).toEqual({ server: { condition: 'service_healthy' } });
  expect(scanner.depends_on).toEqual({ enrol: { condition: 'service_completed_successfully' } });
});

test('secrets are files, each for the services that need it', () => {
  expect(scanner.secrets).toEqual(['server_cert']);
  expect(database.secrets).toEqual(['database_password']);
  const used = new Set(services.flatMap(([, { secrets = [] }]) => secrets));
  expect([...used].sort()).toEqual(Object.keys(compose.secrets).sort());
  for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//);
  for (const [, { environment = {} }] of services) {
    for (const [name, value] of Object.entries(environment)) {
      if (/SECRET|PASSWORD|TOKEN|DATABASE_URL|KEY/.test(name)) expect(value).toMatch(/^\//);
    }
  }
});

test('every network, volume and file that is named exists', () => {
  const named = (key) => new Set(services.flatMap(([, service]) => service[key] ?? []));
  expect([...named('networks')].sort()).toEqual(Object.keys(compose.networks).sort());
  const sources = [...named('volumes')].map((volume) => volume.split(':')[0]);
  const volumes = new Set(sources.filter((source) => !source.startsWith('.')));
  expect([...volumes].sort()).toEqual(Object.keys(compose.volumes).sort());
  for (const source of sources.filter((each) => each.startsWith('.'))) {
    expect(existsSync(join(DEPLOY, source)), source).toBe(true);
  }
  const [seccomp] = scanner.security_opt.filter((option) => option.startsWith('seccomp:'));
  expect(existsSync(join(DEPLOY, seccomp.slice('seccomp:'.length)))).toBe(true);
});

test('every variable that .env.example sets is used, and compose.yaml has a default for each', () => {
  const text = readFileSync(join(DEPLOY, 'compose.yaml'), 'utf8');
  const example = readFileSync(join(DEPLOY, '.env.example'), 'utf8');
  for (const [, name] of example.matchAll(/^(?:# )?([A-Z_]+)=/gm))
    expect(text).toContain(`\${${name}`);
  expect([...text.matchAll(/\$\{([^}]+)\}/g)].filter(([, use]) => !use.includes(':-'))).toEqual([]);
});

const docker = spawnSync('docker', ['compose', 'version'], { stdio: 'ignore' }).status === 0;
test.skipIf(!docker)('docker compose reads it', () => {
  const { status, stderr } = spawnSync('docker', ['compose', 'config', '--quiet'], {
    cwd: DEPLOY,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
