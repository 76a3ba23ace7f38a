export const COMPARE_VIEWS = ['overview', 'requests', 'dom', 'data'] as const;
export type CompareView = (typeof COMPARE_VIEWS)[number];
export type CompareParams = { a?: string; b?: string; view?: CompareView };

/** Which two scans an address of the page names, and which part is shown. */
export function compareParams({ a, b, view }: Record<string, unknown>): CompareParams {
  const shown = COMPARE_VIEWS.find((each) => each === view && each !== 'overview');
  return {
    ...(typeof a === 'string' && a !== '' ? { a } : {}),
    ...(typeof b === 'string' && b !== '' ? { b } : {}),
    ...(shown ? { view: shown } : {}),
  };
}
