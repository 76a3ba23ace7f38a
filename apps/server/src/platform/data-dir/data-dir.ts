import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { StartFailure } from '../process/start-failure.ts';

/** Makes the data folder. @throws StartFailure `data_dir_unwritable` */
export async function requireDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new StartFailure(
      'data_dir_unwritable',
      `The data folder ${dataDir} cannot be written (${reason}). Give its owner write access, or set WEBHOOD_DATA_DIR.`,
      error,
    );
  }
}
