import { resolve } from 'node:path';
import type { Command } from './command.ts';
import { allowOnly } from './command-line.ts';

const MEGABYTE = 1_000_000;

export const backup: Command = async (line, deps) => {
  allowOnly(line, [], ['DIR']);
  const dir = resolve(line.operands[0] ?? '');
  const data = await (await deps.services()).backup(dir);
  const lost = data.lostArtifacts.map((sha256) => `  LOST ${sha256}: the store does not have it`);
  const text = [
    `backed up to ${dir}`,
    `  rows       ${data.rows} in ${data.tables} tables`,
    `  artifacts  ${data.artifacts} (${Math.ceil(data.artifactBytes / MEGABYTE)} MB)`,
    `  manifest   ${data.manifestSha256}`,
    ...lost,
    'Keep WEBHOOD_SECRET (or the file `secret` of the data folder) as well, elsewhere.',
  ];
  return { data: { ...data, name: dir }, text: text.join('\n'), failed: lost.length > 0 };
};

export const restore: Command = async (line, deps) => {
  allowOnly(line, [], ['DIR']);
  const dir = resolve(line.operands[0] ?? '');
  const data = await deps.restore(dir);
  const lost = data.lostArtifacts === 0 ? [] : [`  lost before ${data.lostArtifacts} artifacts`];
  const text = [
    `restored the backup of ${data.backupFrom}`,
    `  rows       ${data.rows}`,
    `  artifacts  ${data.artifacts}`,
    ...lost,
    'Start the server with the WEBHOOD_SECRET of then: with another one every token ends.',
  ];
  return { data, text: text.join('\n') };
};
