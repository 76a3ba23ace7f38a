import { z } from 'zod';
import { Scan } from './scan.ts';

/** Server-sent events of `GET /api/v1/events`: the `event:` name and its JSON `data:`. */
export const ServerEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('scan'), data: Scan }),
  z.object({ event: z.literal('scan_deleted'), data: z.object({ id: z.string() }) }),
  z.object({ event: z.literal('scanner'), data: z.object({ id: z.string() }) }),
  /** Events were missed, or too many to tell one by one: fetch again. */
  z.object({ event: z.literal('resync'), data: z.object({}) }),
]);
export type ServerEvent = z.infer<typeof ServerEvent>;
