/** Performs the HTTP actions of a flow of Power Automate, as far as the recipe's go. */
import { z } from 'zod';
import { type RecipeAnswer, type RecipeRequest, send, sendWhile } from './send.ts';

const Http = z.object({
  type: z.literal('Http'),
  inputs: z.object({
    method: z.enum(['GET', 'POST']),
    uri: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.unknown().optional(),
  }),
  runAfter: z.record(z.string(), z.array(z.literal('Succeeded'))),
});
const Wait = z.object({ type: z.literal('Wait'), runAfter: z.object({}) });
const Until = z.object({
  type: z.literal('Until'),
  expression: z.string(),
  actions: z.record(z.string(), z.discriminatedUnion('type', [Http, Wait])),
  runAfter: z.record(z.string(), z.array(z.literal('Succeeded'))),
});
const Flow = z.record(z.string(), z.discriminatedUnion('type', [Http, Until]));

interface FlowInputs {
  parameters: Record<string, string>;
  triggerBody: Record<string, string>;
}

/** Resolves to what each HTTP action was answered last. */
export async function runFlow(
  json: string,
  inputs: FlowInputs,
): Promise<Map<string, RecipeAnswer>> {
  const answers = new Map<string, RecipeAnswer>();
  for (const [name, action] of Object.entries(Flow.parse(JSON.parse(json)))) {
    if (action.type === 'Http') {
      answers.set(name, await send(requestOf(action, inputs, answers)));
      continue;
    }
    const status = /^@not\(equals\(outputs\('(\w+)'\)\?\['statusCode'\], (\d+)\)\)$/.exec(
      action.expression,
    );
    const [, looked = '', going] = status ?? [];
    const look = action.actions[looked];
    if (look?.type !== 'Http') throw new Error(`${name} ends by no action of its own`);
    const request = requestOf(look, inputs, answers);
    answers.set(looked, await sendWhile(request, (answer) => answer.status === Number(going)));
  }
  return answers;
}

function requestOf(
  { inputs }: z.infer<typeof Http>,
  given: FlowInputs,
  answers: Map<string, RecipeAnswer>,
): RecipeRequest {
  const fill = (text: string) =>
    text.replace(/@\{([^}]+)\}/g, (_, expression: string) => valueFor(expression, given, answers));
  return {
    method: inputs.method,
    url: fill(inputs.uri),
    headers: Object.fromEntries(
      Object.entries(inputs.headers).map(([name, value]) => [name, fill(value)]),
    ),
    body: inputs.body === undefined ? undefined : fill(JSON.stringify(inputs.body)),
  };
}

function valueFor(
  expression: string,
  { parameters, triggerBody }: FlowInputs,
  answers: Map<string, RecipeAnswer>,
): string {
  const [, what, name = '', field = ''] =
    /^(\w+)\((?:'(\w+)')?\)(?:\?\['(\w+)'\])?$/.exec(expression) ?? [];
  const value =
    what === 'parameters'
      ? parameters[name]
      : what === 'triggerBody'
        ? triggerBody[field]
        : what === 'body'
          ? answers.get(name)?.body[field]
          : undefined;
  if (typeof value !== 'string') throw new Error(`${expression} has no value`);
  return value;
}
