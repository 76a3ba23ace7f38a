import { expect, test } from 'vitest';
import { scannerEnvironment } from './scanner-environment.ts';

const SERVER = { dataDir: '/data', httpsPort: 9443, url: 'https://scan.example.com' };

test('the scanner gets no secret of the server', () => {
  const env = scannerEnvironment(
    {
      WEBHOOD_SECRET: 's',
      WEBHOOD_SECRET_FILE: '/s',
      DATABASE_URL: 'postgres://u:p@h/d',
      DATABASE_URL_FILE: '/d',
      SCANNER_ALLOW_NETWORKS: '10.0.0.0/8',
    },
    SERVER,
    't',
  );
  expect(env).toEqual({
    SCANNER_ALLOW_NETWORKS: '10.0.0.0/8',
    SCANNER_TOKEN: 't',
    ENDPOINT: 'https://localhost:9443',
    WEBHOOD_CA: '/data/tls/cert.pem',
  });
});

test('with a certificate of the user’s own the scanner uses the name that it is for', () => {
  const env = scannerEnvironment({ WEBHOOD_TLS_CERT: '/c', WEBHOOD_TLS_KEY: '/k' }, SERVER, 't');
  expect(env).toMatchObject({ ENDPOINT: 'https://scan.example.com' });
  expect(env).not.toHaveProperty('WEBHOOD_CA');
});

test('an ENDPOINT that was given stays', () => {
  const env = scannerEnvironment({ ENDPOINT: 'https://other:1' }, SERVER, 't');
  expect(env.ENDPOINT).toBe('https://other:1');
});
