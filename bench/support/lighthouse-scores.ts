import lighthouse, { desktopConfig } from 'lighthouse';

export interface Scores {
  performance: number;
  accessibility: number;
  /** What cost points, by name. */
  lost: string[];
}

/**
 * Lighthouse's desktop preset on one page, in the browser that listens on `port`.
 * @param cookie of somebody who is signed in
 */
export async function lighthouseScores(url: string, port: number, cookie: string): Promise<Scores> {
  const outcome = await lighthouse(
    url,
    {
      port,
      output: 'json',
      logLevel: 'error',
      onlyCategories: ['performance', 'accessibility'],
      extraHeaders: { Cookie: cookie },
    },
    desktopConfig,
  );
  if (!outcome) throw new Error(`Lighthouse gave nothing for ${url}`);
  const { categories, audits, runtimeError } = outcome.lhr;
  if (runtimeError) throw new Error(`${url}: ${runtimeError.message}`);
  const scoreOf = (name: string) => Math.round(100 * (categories[name]?.score ?? 0));
  const lost = Object.values(audits)
    .filter(({ score }) => score !== null && score < 0.9)
    .map(({ id, displayValue }) => `${id} ${displayValue ?? ''}`.trim());
  return { performance: scoreOf('performance'), accessibility: scoreOf('accessibility'), lost };
}
