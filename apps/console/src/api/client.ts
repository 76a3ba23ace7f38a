import { createClient } from '@webhood/client';

/** The console uses the public API of the origin it was served from, and nothing else. */
export const client = createClient({ baseUrl: globalThis.location?.origin ?? '' });
