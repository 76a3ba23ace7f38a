import { isPublishedExample } from '../../../platform/crypto/secret-strength.ts';
import { type Check, fail, type GivenSecret, pass } from '../check.ts';

/** Of the documentation and default set-ups of databases and their images. */
const KNOWN_PASSWORDS = new Set([
  'postgres',
  'postgresql',
  'pass',
  'admin',
  'root',
  'user',
  'mysecretpassword',
  'test',
  '1234',
  '123456',
  'letmein',
]);

function isExample({ name, value }: GivenSecret): boolean {
  if (!name.startsWith('DATABASE_')) return isPublishedExample(value);
  const password = decodeURIComponent(URL.parse(value)?.password ?? '');
  if (password === '') return false;
  return KNOWN_PASSWORDS.has(password.toLowerCase()) || isPublishedExample(password);
}

export const secretExamples: Check = {
  id: 'secret_examples',
  area: 'secrets',
  level: 'mandatory',
  title: 'No secret is that of a published example',
  judge: ({ secrets }) => {
    const examples = secrets.filter(isExample).map(({ name }) => name);
    return examples.length === 0
      ? pass('none is')
      : fail(
          `${examples.join(', ')}: looks like an example`,
          'Whoever has read the example has the secret. Make another one, for example with "openssl rand -base64 48".',
        );
  },
};
