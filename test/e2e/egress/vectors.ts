import { type AimedVector, aimed } from './vector.ts';
import { MARKUP } from './vectors-of-markup.ts';
import { SCRIPTED } from './vectors-of-script.ts';
import { SERVICES } from './vectors-of-services.ts';

export const VECTORS: readonly AimedVector[] = aimed([...MARKUP, ...SCRIPTED, ...SERVICES]);
