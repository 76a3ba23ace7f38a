let names: Intl.DisplayNames | undefined;

/** A facet's value as people say it: `FI` is Finland, `as13335` is AS13335. */
export function facetLabel(field: string, value: string): string {
  if (field === 'page.asn') return value.toUpperCase();
  if (field === 'page.country' && /^[a-z]{2}$/i.test(value)) {
    names ??= new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });
    return names.of(value.toUpperCase()) ?? value.toUpperCase();
  }
  return value;
}
