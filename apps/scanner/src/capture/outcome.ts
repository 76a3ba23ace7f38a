/** Chromium's and the guard's words for a failed main document, in the contract's closed set. */
import type { GuardConnection, ScanFailureCode } from '@webhood/contract';
import type { ExchangeDraft } from '../recorders/exchange-draft.ts';
import { connectionOf, guardAnswer } from '../recorders/network-evidence.ts';

export interface Failure {
  code: ScanFailureCode;
  /** A sentence for the analyst. */
  message: string;
}

const EXACT = new Map<string, ScanFailureCode>([
  ['net::ERR_TOO_MANY_REDIRECTS', 'redirect_loop'],
  ['net::ERR_UNSAFE_REDIRECT', 'unsafe_redirect'],
  ['net::ERR_NAME_NOT_RESOLVED', 'name_not_resolved'],
  ['net::ERR_TIMED_OUT', 'timeout'],
  ['net::ERR_CONNECTION_TIMED_OUT', 'timeout'],
  ['net::ERR_TUNNEL_CONNECTION_FAILED', 'connection_failed'],
  ['net::ERR_PROXY_CONNECTION_FAILED', 'connection_failed'],
  ['net::ERR_EMPTY_RESPONSE', 'connection_failed'],
  ['net::ERR_ADDRESS_UNREACHABLE', 'connection_failed'],
  ['net::ERR_SOCKET_NOT_CONNECTED', 'connection_failed'],
]);

const BY_PREFIX: [string, ScanFailureCode][] = [
  ['net::ERR_CONNECTION_', 'connection_failed'],
  ['net::ERR_SSL_', 'tls_failed'],
  ['net::ERR_CERT_', 'tls_failed'],
  ['net::ERR_BAD_SSL_', 'tls_failed'],
];

const MESSAGES: Partial<Record<ScanFailureCode, string>> = {
  redirect_loop: 'The site redirects in a loop.',
  unsafe_redirect: 'The site redirects to something a browser must not open.',
  name_not_resolved: 'The host name does not resolve.',
  connection_failed: 'The server could not be reached.',
  tls_failed: 'No secure connection could be made with the server.',
  proxy_failed: 'The upstream proxy could not be used.',
  timeout: 'The server did not answer in time.',
  navigation_failed: 'The page could not be opened.',
};

const GUARD_ERRORS = new Map<string, ScanFailureCode>([
  ['name_not_resolved', 'name_not_resolved'],
  ['resolution_failed', 'name_not_resolved'],
  ['resolution_timeout', 'timeout'],
  ['connect_timeout', 'timeout'],
  ['proxy_unreachable', 'proxy_failed'],
  ['proxy_timeout', 'proxy_failed'],
  ['proxy_tls_failed', 'proxy_failed'],
  ['proxy_auth_failed', 'proxy_failed'],
  ['proxy_refused', 'proxy_failed'],
  ['proxy_malformed', 'proxy_failed'],
]);

/** Of upstream proxies, where the sentence of the code would leave the analyst to guess. */
const PROXY_SENTENCES: Partial<Record<string, string>> = {
  proxy_unreachable: 'The upstream proxy could not be reached.',
  proxy_timeout: 'The upstream proxy did not answer in time.',
  proxy_tls_failed: 'The upstream proxy’s certificate is not trusted, or it speaks no TLS.',
  proxy_auth_failed: 'The upstream proxy does not accept the name and password, or wants some.',
  proxy_refused: 'The upstream proxy refuses to connect to this server.',
  proxy_malformed: 'The upstream proxy does not answer as a proxy of its kind does.',
};

/** Why the main document did not come: the guard knows best, because Chromium sees only a proxy. */
export function failureOf(
  errorText: string,
  draft: ExchangeDraft | undefined,
  connections: readonly GuardConnection[],
): Failure {
  const isTunnelFailure = errorText === 'net::ERR_TUNNEL_CONNECTION_FAILED';
  const connection =
    draft && isTunnelFailure ? connectionOf(draft.request.url, connections) : undefined;
  const answer = draft && guardAnswer(draft);
  if (answer?.verdict === 'refused') return blocked(answer.reason);
  if (connection?.verdict === 'refused') return blocked(connection.rule);
  const reason = answer?.reason ?? (connection?.verdict === 'failed' ? connection.rule : undefined);
  const code =
    reason === undefined ? codeOf(errorText) : (GUARD_ERRORS.get(reason) ?? 'connection_failed');
  const sentence =
    PROXY_SENTENCES[reason ?? ''] ?? MESSAGES[code] ?? 'The page could not be opened.';
  return { code, message: `${sentence} (${reason ?? errorText})` };
}

export function blocked(rule: string | undefined): Failure {
  if (rule === 'proxy_not_allowed') {
    const message = 'The proxy that the scan names is not one that this scanner may reach.';
    return { code: 'blocked_destination', message };
  }
  const why = rule ? ` (${rule})` : '';
  return {
    code: 'blocked_destination',
    message: `The destination is not one that this scanner may reach${why}.`,
  };
}

function codeOf(errorText: string): ScanFailureCode {
  const exact = EXACT.get(errorText);
  if (exact) return exact;
  return BY_PREFIX.find(([prefix]) => errorText.startsWith(prefix))?.[1] ?? 'navigation_failed';
}
