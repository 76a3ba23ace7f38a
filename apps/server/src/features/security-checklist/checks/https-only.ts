import { type Check, fail, pass } from '../check.ts';
import type { Probe } from '../inspect-ports.ts';

const MODERN = /^TLSv1\.[23]$/;

function isRedirect(probe: Probe | undefined): boolean {
  if (probe?.kind !== 'answered') return true;
  return probe.status >= 300 && probe.status < 400 && (probe.location ?? '').startsWith('https://');
}

export const httpsOnly: Check = {
  id: 'https_only',
  area: 'access',
  level: 'mandatory',
  title: 'Users reach the application only over HTTPS',
  judge: ({ settings, faults, probes: { secure, plain } }) => {
    const wrongAddress = faults.find((fault) => fault.startsWith('EXTERNAL_URL '));
    if (wrongAddress) return fail(wrongAddress, 'Set EXTERNAL_URL to the https address of users.');
    if (!isRedirect(plain)) {
      return fail(
        `port ${settings.httpPort} answers in plain HTTP with something else than a redirect`,
        'Another program may have the port: stop it, or set WEBHOOD_HTTP_PORT to a free one (0 turns it off).',
      );
    }
    if (secure.kind === 'answered' && !MODERN.test(secure.protocol ?? '')) {
      return fail(
        `port ${settings.httpsPort} was reached by ${secure.protocol ?? 'an unknown protocol'}`,
        'Another program may have the port: stop it, or set WEBHOOD_HTTPS_PORT.',
      );
    }
    return secure.kind === 'answered'
      ? pass(`${secure.protocol} on port ${settings.httpsPort}; plain HTTP only redirects`)
      : pass(
          'the server does not run or does not answer this machine; its settings allow HTTPS only',
        );
  },
};
