export interface CheckResult {
  name: string;
  passed: boolean;
  detail: string;
}

/** The answers out of the document that a scan kept. */
export function readResults(html: string): CheckResult[] {
  const [, json] =
    /<script type="application\/json" id="results">(.*?)<\/script>/s.exec(html) ?? [];
  if (json === undefined) throw new Error('the page did not get to its results');
  const results: CheckResult[] = JSON.parse(json);
  return results;
}
