import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHostsTable } from './hosts-table.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hosts-'));
});

afterEach(() => rm(folder, { recursive: true }));

it('reads names and aliases of both families, without comments and nonsense', async () => {
  const path = join(folder, 'hosts');
  await writeFile(
    path,
    '# comment\n127.0.0.1\tlocalhost\n10.0.0.5 kong Kong.Internal # here\n::1 kong\nfe80::1%lo0 scoped\nnonsense kong\n\n10.0.0.5 kong\r\n',
  );
  const hosts = createHostsTable(path);
  expect(await hosts.find('kong')).toEqual(['10.0.0.5', '::1']);
  expect(await hosts.find('kong.internal')).toEqual(['10.0.0.5']);
  expect(await hosts.find('scoped')).toEqual([]);
  expect(await hosts.find('here')).toEqual([]);
});

it('sees that the file has changed, has appeared or is gone', async () => {
  const path = join(folder, 'hosts');
  const hosts = createHostsTable(path);
  expect(await hosts.find('a')).toEqual([]);
  await writeFile(path, '10.0.0.1 a\n');
  expect(await hosts.find('a')).toEqual(['10.0.0.1']);
  await writeFile(path, '10.0.0.2 a\n');
  await utimes(path, 1, 1);
  expect(await hosts.find('a')).toEqual(['10.0.0.2']);
  await rm(path);
  expect(await hosts.find('a')).toEqual([]);
});
