import { expect, test } from 'vitest';
import { contactedHosts } from './report-facts.ts';

const asked = (url: string) => ({ request: { url } });
const answered = (url: string) => ({ request: { url }, response: {} });

test('a host that answered nothing is not counted as reached, and comes last', () => {
  const hosts = contactedHosts([
    asked('http://10.0.0.1/a'),
    asked('http://10.0.0.1/b'),
    asked('https://a.com/lost'),
    answered('https://a.com/'),
    asked('data:text/html,x'),
  ]);
  expect(hosts).toEqual([
    { host: 'a.com', requests: 2, reached: true },
    { host: '10.0.0.1', requests: 2, reached: false },
  ]);
});
