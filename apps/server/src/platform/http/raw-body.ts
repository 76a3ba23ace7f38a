import { z } from 'zod';

/** How the API document describes an answer that is a file or a stream, sent as it is. */
export function rawBody(description: string, ...mediaTypes: string[]) {
  const schema = z.string().meta({ format: 'binary' });
  const mediaTypeOf = (type: string) => type.replace(/;.*/, '');
  return {
    description,
    content: Object.fromEntries(mediaTypes.map((type) => [mediaTypeOf(type), { schema }])),
  };
}
