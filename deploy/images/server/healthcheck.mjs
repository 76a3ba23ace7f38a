// Healthy: this server answers and its database does. Only the answer's status is looked at, and
// only from inside, so whose certificate it is does not matter here.
import { get } from 'node:https';

const TIMEOUT_MS = 4_000;

const request = get(
  {
    host: '127.0.0.1',
    port: process.env.WEBHOOD_HTTPS_PORT || 8443,
    path: '/readyz',
    rejectUnauthorized: false,
    timeout: TIMEOUT_MS,
  },
  (response) => {
    response.resume();
    process.exitCode = response.statusCode === 200 ? 0 : 1;
  },
);
request.on('timeout', () => request.destroy(new Error('no answer in time')));
request.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
