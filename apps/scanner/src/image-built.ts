import { readFileSync } from 'node:fs';

/**
 * When the image was built, an ISO time, from the file that its build leaves beside the program
 * (`deploy/images/parts/build-info.mjs`); null outside an image.
 */
export function readImageBuilt(file: URL): string | null {
  try {
    const { builtAt }: { builtAt?: unknown } = JSON.parse(readFileSync(file, 'utf8'));
    const built = typeof builtAt === 'string' ? new Date(builtAt) : undefined;
    return built && !Number.isNaN(built.getTime()) ? built.toISOString() : null;
  } catch {
    // No such file, or none that tells: the checklist then speaks of what does.
    return null;
  }
}
