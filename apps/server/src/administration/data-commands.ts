import { resolve } from 'node:path';
import { terminalLine } from '../platform/text/terminal-text.ts';
import type { Command } from './command.ts';
import { allowOnly, UsageError } from './command-line.ts';

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

export const importWebhood: Command = async (line, deps) => {
  allowOnly(line, ['dry-run'], ['DIR']);
  const dir = resolve(line.operands[0] ?? '');
  const dryRun = line.options['dry-run'] === true;
  const data = await (await deps.services()).importWebhood(dir, { dryRun });
  const counted = (['users', 'scanners', 'scans'] as const).map((what) => {
    const { imported, present, refused } = data[what];
    return `  ${what.padEnd(9)} ${imported} imported, ${present} there before, ${refused} refused`;
  });
  const { imported, bytes, lost } = data.files;
  const megabytes = Math.ceil(bytes / MEGABYTE);
  const text = [
    dryRun ? `would import ${dir}; nothing was changed` : `imported ${dir}`,
    ...counted,
    `  files     ${imported} imported (${megabytes} MB), ${lost} missing or torn`,
    ...(data.unfinishedScans > 0
      ? [`  ${data.unfinishedScans} scans had not ended: cancelled`]
      : []),
    ...data.problems.map((problem) => `  PROBLEM ${terminalLine(problem)}`),
    'Imported users need a password: webhood users set-password NAME. Scanners need a token.',
  ];
  return { data: { ...data, name: dir }, text: text.join('\n'), failed: data.problems.length > 0 };
};

/** Megabytes a second: what a plain disk gives beside other work. */
const SCRUB_RATE = 50;
const MOST_RATE = 10_000;

export const scrub: Command = async (line, deps) => {
  allowOnly(line, ['rate'], []);
  const rate = Number(line.options.rate ?? SCRUB_RATE);
  if (!(rate >= 1 && rate <= MOST_RATE)) {
    throw new UsageError(`--rate must be megabytes a second, from 1 to ${MOST_RATE}`);
  }
  const data = await (await deps.services()).scrub(rate * MEGABYTE);
  const damaged = data.damaged.map(
    ({ sha256, scanIds }) => `  DAMAGED ${sha256} of scans ${scanIds.join(', ') || 'none'}`,
  );
  const megabytes = Math.ceil(data.bytes / MEGABYTE);
  const text = [
    `read ${data.checked} artifacts again (${megabytes} MB), ${damaged.length} are damaged or missing`,
    ...damaged,
  ];
  return { data, text: text.join('\n'), failed: damaged.length > 0 };
};
