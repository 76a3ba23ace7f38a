import { expect, test } from 'vitest';
import { scannerEnvironment, wayToServer } from './scanner-environment.ts';

const SERVER = { dataDir: '/data', httpsPort: 9443, url: 'https://scan.example.com' };

test('the scanner gets no secret of the server, and no token but the one it is sent', () => {
  const env = scannerEnvironment({
    WEBHOOD_SECRET: 's',
    WEBHOOD_SECRET_FILE: '/s',
    DATABASE_URL: 'postgres://u:p@h/d',
    DATABASE_URL_FILE: '/d',
    DATABASE_MIGRATION_URL: 'postgres://o:p@h/d',
    DATABASE_MIGRATION_URL_FILE: '/m',
    OIDC_CLIENT_SECRET: 'c',
    OIDC_CLIENT_SECRET_FILE: '/c',
    SCANNER_TOKEN: 'old',
    SCANNER_ALLOW_NETWORKS: '10.0.0.0/8',
  });
  expect(env).toEqual({ SCANNER_ALLOW_NETWORKS: '10.0.0.0/8' });
});

test('a server with our own certificate is reached over loopback', () => {
  expect(wayToServer({}, SERVER, 't')).toEqual({
    SCANNER_TOKEN: 't',
    ENDPOINT: 'https://localhost:9443',
    WEBHOOD_CA: '/data/tls/cert.pem',
  });
});

test('with a certificate of the user’s own the scanner uses the name that it is for', () => {
  expect(wayToServer({ WEBHOOD_TLS_CERT: '/c', WEBHOOD_TLS_KEY: '/k' }, SERVER, 't')).toEqual({
    SCANNER_TOKEN: 't',
    ENDPOINT: 'https://scan.example.com',
  });
});

test('an ENDPOINT that was given stays', () => {
  expect(wayToServer({ ENDPOINT: 'https://other:1' }, SERVER, 't')).toEqual({ SCANNER_TOKEN: 't' });
});
