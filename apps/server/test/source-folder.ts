/** A data folder of an original Webhood, with the collections that its migrations make. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SCANS = 'xeb56gcfepjsjb4';
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
export const HTML = '<title>Old page</title>';
const CREATED = '2023-05-02 19:03:11.624Z';

/** Columns as PocketBase makes them of the published collections. */
const SCHEMA = `
  create table _collections (id text primary key, name text, type text, schema json);
  insert into _collections (id, name, type) values ('_pb_users_auth_', 'users', 'auth'),
    ('4mw0oi15o9akrgh', 'scanners', 'base'), ('${SCANS}', 'scans', 'base');
  create table users (id text primary key, created text, updated text, username text, email text,
    emailVisibility boolean, verified boolean, tokenKey text, passwordHash text, name text,
    avatar text, role text);
  create table scanners (id text primary key, created text, updated text, config json, name text);
  create table scans (id text primary key, created text, updated text, done_at text, error text,
    html json, final_url text, slug text, status text, url text, screenshots json, options json,
    scandata json, files json);`;

export async function makeSourceFolder(dir: string): Promise<void> {
  const db = new DatabaseSync(path.join(dir, 'data.db'));
  db.exec(SCHEMA);
  const user = db.prepare(`insert into users (id, created, username, email, role, passwordHash)
    values (?, '${CREATED}', ?, ?, ?, '$2a$13$canary')`);
  user.run('useradmin000001', 'Chief', 'chief@example.com', 'admin');
  user.run('userplain000001', 'plain', '', '');
  user.run('userdouble00001', 'PLAIN', '', 'user');
  db.exec(
    `insert into scanners (id, created, name) values ('scanner00000001', '${CREATED}', 'old')`,
  );
  const scan = db.prepare(`insert into scans (id, created, updated, done_at, error, html, final_url,
      slug, status, url, screenshots, options, files)
    values (?, '${CREATED}', '${CREATED}', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const ended = '2023-05-02 19:03:20.000Z';
  scan.run(
    'scanwhole000001',
    ended,
    '',
    '["page_a.html","trace_a.txt"]',
    'https://www.example.org/x',
    'example.com-1',
    'done',
    'https://example.com/',
    '["shot_a.png"]',
    '{"scannerId":"scanner00000001"}',
    '["file_a.bin"]',
  );
  scan.run(
    'scanlost0000001',
    ended,
    '',
    '["gone.html"]',
    '',
    'example.com-2',
    'done',
    'https://example.net/',
    '["torn.png","link.png","../../data.db"]',
    null,
    '[]',
  );
  scan.run(
    'scanfailed00001',
    ended,
    'net::ERR',
    '[]',
    '',
    'example.com-3',
    'error',
    'https://failed.example/',
    '[]',
    null,
    '[]',
  );
  scan.run(
    'scanwaiting0001',
    '',
    '',
    '[]',
    '',
    'example.com-4',
    'queued',
    'https://w.example/',
    '[]',
    null,
    '[]',
  );
  scan.run(
    'scanbad00000001',
    '',
    '',
    '[]',
    '',
    'example.com-5',
    'done',
    'no url',
    '[]',
    null,
    '[]',
  );
  scan.run(
    'scanscript00001',
    '',
    '',
    '[]',
    '',
    'example.com-6',
    'done',
    'javascript:alert(1)',
    '[]',
    null,
    '[]',
  );
  db.close();
  await addFile(dir, 'scanwhole000001', 'page_a.html', HTML);
  await addFile(dir, 'scanwhole000001', 'trace_a.txt', 'trace');
  await addFile(dir, 'scanwhole000001', 'file_a.bin', 'bytes');
  await addFile(dir, 'scanwhole000001', 'shot_a.png', PNG);
  await addFile(dir, 'scanlost0000001', 'torn.png', PNG.subarray(0, 40));
  await symlink('/etc/hostname', path.join(dir, 'storage', SCANS, 'scanlost0000001', 'link.png'));
}

async function addFile(
  dir: string,
  scanId: string,
  name: string,
  content: string | Buffer,
): Promise<void> {
  const folder = path.join(dir, 'storage', SCANS, scanId);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, name), content);
}
