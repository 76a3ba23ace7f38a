/** Performs the HTTP actions of a story of Tines, one after the other as they are linked. */
import { z } from 'zod';
import { type RecipeAnswer, sendWhile } from './send.ts';

const Webhook = z.object({ type: z.literal('Agents::WebhookAgent'), name: z.literal('Receive') });
const HttpRequest = z.object({
  type: z.literal('Agents::HTTPRequestAgent'),
  name: z.string(),
  options: z.object({
    url: z.string(),
    method: z.enum(['get', 'post']),
    content_type: z.literal('application_json').optional(),
    payload: z.unknown().optional(),
    headers: z.record(z.string(), z.string()),
    retry_on_status: z.array(z.string()).optional(),
  }),
});
const Story = z.object({
  agents: z.tuple([Webhook], HttpRequest),
  links: z.array(z.object({ source: z.number(), receiver: z.number() })),
});

/** `context`: resources, credentials, and what the webhook received. */
export async function runStory(
  json: string,
  context: Record<string, unknown>,
): Promise<RecipeAnswer[]> {
  const { agents, links } = Story.parse(JSON.parse(json));
  const answers: RecipeAnswer[] = [];
  const events: Record<string, unknown> = { ...context };
  const [, ...requests] = agents;
  for (const [index, { name, options }] of requests.entries()) {
    const isLinked = links.some(
      ({ source, receiver }) => source === index && receiver === index + 1,
    );
    if (!isLinked) throw new Error(`nothing leads to ${name}`);
    const fill = (text: string) =>
      text.replace(/<<([\w.]+)>>/g, (_, path: string) => valueAt(events, path));
    const answer = await sendWhile(
      {
        method: options.method.toUpperCase(),
        url: fill(options.url),
        headers: {
          ...(options.content_type ? { 'content-type': 'application/json' } : {}),
          ...Object.fromEntries(
            Object.entries(options.headers).map(([key, value]) => [key, fill(value)]),
          ),
        },
        body: options.payload === undefined ? undefined : fill(JSON.stringify(options.payload)),
      },
      ({ status }) => options.retry_on_status?.includes(String(status)) ?? false,
    );
    answers.push(answer);
    events[name.toLowerCase().replaceAll(' ', '_')] = answer;
  }
  return answers;
}

function valueAt(from: unknown, path: string): string {
  let value = from;
  for (const key of path.split('.')) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  if (typeof value !== 'string') throw new Error(`<<${path}>> has no value`);
  return value;
}
