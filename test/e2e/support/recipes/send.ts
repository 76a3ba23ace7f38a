/** Sends a request that was read from a recipe. The certificate must be trusted already. */
import { setTimeout as delay } from 'node:timers/promises';

export interface RecipeRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** JSON. */
  body?: string | undefined;
}

export interface RecipeAnswer {
  status: number;
  type: string;
  bytes: Buffer;
  /** Parsed, where it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever the recipe goes on to take from it
  body: any;
}

/** A scan of a page on this machine takes seconds. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 300;

export async function send({ method, url, headers, body }: RecipeRequest): Promise<RecipeAnswer> {
  const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const type = answer.headers.get('content-type') ?? '';
  const isJson = type.includes('json');
  return { status: answer.status, type, bytes, body: isJson ? JSON.parse(`${bytes}`) : undefined };
}

/** Again for as long as `goesOn` says, a pause between: what recipes leave to their tool. */
export async function sendWhile(
  request: RecipeRequest,
  goesOn: (answer: RecipeAnswer) => boolean,
): Promise<RecipeAnswer> {
  const end = Date.now() + PATIENCE_MS;
  while (true) {
    const answer = await send(request);
    if (!goesOn(answer)) return answer;
    if (Date.now() > end) throw new Error(`${request.url} still answers ${answer.status}`);
    await delay(PAUSE_MS);
  }
}
