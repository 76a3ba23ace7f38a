import { z } from 'zod';

const Results = z.array(z.object({ name: z.string(), passed: z.boolean(), detail: z.string() }));
export type CheckResult = z.infer<typeof Results>[number];

/** The answers out of the document that a scan kept. */
export function readResults(html: string): CheckResult[] {
  const [, json] =
    /<script type="application\/json" id="results">(.*?)<\/script>/s.exec(html) ?? [];
  if (json === undefined) throw new Error('the page did not get to its results');
  return Results.parse(JSON.parse(json));
}
