import { type Check, fail, pass } from '../check.ts';

export const secretFiles: Check = {
  id: 'secret_files',
  area: 'secrets',
  level: 'mandatory',
  title: 'No file with a secret can be read by others on this machine',
  judge: ({ exposedFiles }) =>
    exposedFiles.length === 0
      ? pass('each is for its owner alone')
      : fail(
          exposedFiles.join(', '),
          `Run: chmod 600 ${exposedFiles.join(' ')}. If others have been on this machine, replace what was in it.`,
        ),
};
