import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLOUD_METADATA, IPV4_RANGES, IPV6_RANGES } from './special-ranges.ts';

it('every range is documented with its rule and reason, and none beside them', () => {
  const page = readFileSync(new URL('../../../../docs/egress-policy.md', import.meta.url), 'utf8');
  const rows = page.match(/^\| `[^`]+` \| (?:public|refused) \|.*$/gm);
  const expected = [...CLOUD_METADATA, ...IPV4_RANGES, ...IPV6_RANGES].map(
    ({ range, rule, reachable, reason }) =>
      `| \`${range}\` | ${reachable ? 'public' : 'refused'} | \`${rule}\` | ${reason} |`,
  );
  expect(rows).toEqual(expected);
});
