import { fileURLToPath } from 'node:url';

/** The other programs, started as processes: they are never imported here. */
export const ENTRY = {
  server: fileURLToPath(new URL('../../server/src/main.ts', import.meta.url)),
  admin: fileURLToPath(new URL('../../server/src/admin.ts', import.meta.url)),
  scanner: fileURLToPath(new URL('../../scanner/src/main.ts', import.meta.url)),
} as const;
