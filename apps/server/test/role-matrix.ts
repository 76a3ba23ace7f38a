/**
 * Who may call what, as data. The expectations are written by hand, apart from the table that
 * enforces them.
 */
import { type Lease, pathOf } from '@webhood/contract';
import { newToken } from '../src/platform/crypto/opaque-token.ts';
import { type AccountServer, ORIGIN, PASSWORD, startAccountServer } from './account-server.ts';

export const CALLERS = [
  'nobody',
  'malformed token',
  'wrong token',
  'revoked token',
  'expired token',
  'ended session',
  'expired session',
  'disabled user',
  'job token',
  'one-time password',
  'no second factor',
  'viewer',
  'user',
  'admin',
  'api token',
  'scanner token',
] as const;
export type Caller = (typeof CALLERS)[number];

const READERS: Caller[] = ['viewer', 'user', 'admin', 'api token'];
const SCANNING: Caller[] = ['user', 'admin', 'api token'];
const ADMIN: Caller[] = ['admin'];
const WEBHOOKS: Caller[] = ['admin', 'api token'];
const PERSON: Caller[] = ['viewer', 'user', 'admin'];
const SCANNER: Caller[] = ['scanner token'];
/** A known caller whose role does not do gets 403; whoever is not known gets 401. */
const KNOWN: Caller[] = READERS;

const PASSWORDS = { currentPassword: 'not the password', newPassword: 'some other words' };
const WRONG_IDENTITY = { currentPassword: 'not the password' };
const CREDENTIAL = {
  id: 'x',
  rawId: 'x',
  type: 'public-key',
  response: { clientDataJSON: 'x', attestationObject: 'x' },
};
const SHA = 'a'.repeat(64);
const LEASE = { version: '1', browserVersion: '1', waitMs: 0 };
const JOB = '/api/scanner/v1/jobs/absent/1';

export interface Row {
  route: string;
  url?: string;
  payload?: object;
  may: Caller[];
  /** What an allowed call answers: the ids in the URLs do not exist. */
  answers: number;
  /** For callers that are known but may not. */
  otherwise?: number;
  /** For whoever has yet to replace a password that was made for one use; 403 if not given. */
  oneTime?: number;
  /** For whoever has yet to set up the second factor that the role needs; 403 if not given. */
  noFactor?: number;
}

export const MATRIX: Row[] = [
  { route: 'GET /api/v1/me/quota', may: READERS, answers: 200 },
  { route: 'GET /api/v1/me', may: READERS, answers: 200, oneTime: 200, noFactor: 200 },
  // A person changes a password with the session alone; a token is not a person.
  {
    route: 'POST /api/v1/me/password',
    payload: PASSWORDS,
    may: ['viewer', 'user', 'admin'],
    answers: 401,
    otherwise: 401,
    // With the right password it is what they must do.
    oneTime: 401,
    noFactor: 401,
  },
  // What concerns a person alone: any role's, never a token's.
  ...[
    ['GET', 'security', undefined, 200, 200],
    ['GET', 'sessions', undefined, 200, 200],
    // Nothing that would let somebody stay, before the password is one's own.
    ['POST', 'second-factor', WRONG_IDENTITY, 401, 403],
    ['POST', 'second-factor/confirm', { code: '000000' }, 409, 409],
    ['POST', 'second-factor/disable', WRONG_IDENTITY, 401, 403],
    ['POST', 'second-factor/recovery-codes', WRONG_IDENTITY, 401, 403],
    ['POST', 'passkeys/options', WRONG_IDENTITY, 401, 403],
    ['POST', 'passkeys', { name: 'phone', credential: CREDENTIAL }, 409, 409],
  ].map(([method, path, payload, answers, oneTime]) => ({
    route: `${method} /api/v1/me/${path}`,
    ...(payload === undefined ? {} : { payload: payload as object }),
    may: PERSON,
    answers: Number(answers),
    otherwise: 401,
    oneTime: Number(oneTime),
    // All that leads to a second factor; that there is one to turn off, they do not say.
    noFactor: Number(answers),
  })),
  ...['passkeys/{passkeyId}', 'sessions/{sessionId}'].map((path) => ({
    route: `DELETE /api/v1/me/${path}`,
    url: `/api/v1/me/${path.replace(/\{.*/, 'absent')}`,
    may: PERSON,
    answers: 404,
    otherwise: 401,
    oneTime: 404,
    noFactor: 404,
  })),
  {
    route: 'DELETE /api/v1/me/sessions',
    may: PERSON,
    answers: 204,
    otherwise: 401,
    oneTime: 204,
    noFactor: 204,
  },
  { route: 'GET /api/v1/users', may: ADMIN, answers: 200 },
  {
    route: 'DELETE /api/v1/users/{userId}/second-factor',
    url: '/api/v1/users/absent/second-factor',
    may: ADMIN,
    answers: 404,
  },
  {
    route: 'POST /api/v1/users',
    payload: { name: 'root', role: 'user' },
    may: ADMIN,
    answers: 409,
  },
  {
    route: 'PATCH /api/v1/users/{userId}',
    url: '/api/v1/users/absent',
    payload: { disabled: true },
    may: ADMIN,
    answers: 404,
  },
  { route: 'GET /api/v1/audit', may: ADMIN, answers: 200 },
  { route: 'GET /api/v1/audit/export', may: ADMIN, answers: 200 },
  { route: 'GET /api/v1/lookups', may: READERS, answers: 200 },
  { route: 'PUT /api/v1/lookups', payload: { lookups: null }, may: ADMIN, answers: 200 },
  { route: 'GET /api/v1/retention', may: ADMIN, answers: 200 },
  { route: 'PUT /api/v1/retention', payload: { rules: [] }, may: ADMIN, answers: 200 },
  { route: 'POST /api/v1/retention/preview', payload: { rules: [] }, may: ADMIN, answers: 200 },
  { route: 'GET /api/v1/retention/holds', may: ADMIN, answers: 200 },
  ...(
    [
      ['GET', READERS],
      ['PUT', ADMIN],
      ['DELETE', ADMIN],
    ] as const
  ).map(([method, may]) => ({
    route: `${method} /api/v1/scans/{scanId}/hold`,
    url: '/api/v1/scans/absent/hold',
    ...(method === 'PUT' ? { payload: { reason: 'case 7' } } : {}),
    may: [...may],
    answers: 404,
  })),
  { route: 'GET /api/v1/security', may: ADMIN, answers: 200 },
  { route: 'GET /api/v1/tokens', may: ADMIN, answers: 200 },
  { route: 'POST /api/v1/tokens', payload: { name: 'made' }, may: ADMIN, answers: 201 },
  {
    route: 'DELETE /api/v1/tokens/{tokenId}',
    url: '/api/v1/tokens/absent',
    may: ADMIN,
    answers: 404,
  },
  { route: 'GET /api/v1/webhooks', may: WEBHOOKS, answers: 200 },
  {
    route: 'POST /api/v1/webhooks',
    payload: { name: 'soar', url: 'https://example.com/hook' },
    may: WEBHOOKS,
    answers: 201,
  },
  ...[
    ['GET', '', undefined],
    ['PATCH', '', { enabled: false }],
    ['DELETE', '', undefined],
    ['POST', '/secret', undefined],
    ['POST', '/test', undefined],
    ['GET', '/deliveries', undefined],
    ['GET', '/deliveries/{deliveryId}', undefined],
    ['POST', '/deliveries/{deliveryId}/redeliver', undefined],
  ].map(([method, end, payload]) => ({
    route: `${method} /api/v1/webhooks/{webhookId}${end}`,
    url: `/api/v1/webhooks/absent${String(end).replace('{deliveryId}', 'absent')}`,
    ...(payload === undefined ? {} : { payload: payload as object }),
    may: WEBHOOKS,
    answers: 404,
  })),
  { route: 'GET /api/v1/scanners', may: READERS, answers: 200 },
  { route: 'POST /api/v1/scanners', payload: { name: 'one' }, may: ADMIN, answers: 409 },
  {
    route: 'POST /api/v1/scanners/{scannerId}/token',
    url: '/api/v1/scanners/absent/token',
    may: ADMIN,
    answers: 404,
  },
  {
    route: 'PATCH /api/v1/scanners/{scannerId}',
    url: '/api/v1/scanners/absent',
    payload: { paused: true },
    may: ADMIN,
    answers: 404,
  },
  {
    route: 'DELETE /api/v1/scanners/{scannerId}',
    url: '/api/v1/scanners/absent',
    may: ADMIN,
    answers: 404,
  },
  { route: 'GET /api/v1/scans', may: READERS, answers: 200 },
  {
    route: 'POST /api/v1/scans',
    payload: { url: 'https://example.com/' },
    may: SCANNING,
    answers: 202,
  },
  {
    route: 'POST /api/v1/scans/bulk',
    payload: { urls: ['https://example.com/'] },
    may: SCANNING,
    answers: 200,
  },
  {
    route: 'POST /api/v1/scans/{scanId}/rescan',
    url: '/api/v1/scans/absent/rescan',
    payload: {},
    may: SCANNING,
    answers: 404,
  },
  {
    route: 'PATCH /api/v1/scans/{scanId}/tags',
    url: '/api/v1/scans/absent/tags',
    payload: { add: ['seen'] },
    may: SCANNING,
    answers: 404,
  },
  ...['', '/screenshot', '/html', '/report', '/trace', '/artifacts'].map((end) => ({
    route: `GET /api/v1/scans/{scanId}${end}`,
    url: `/api/v1/scans/absent${end}`,
    may: READERS,
    answers: 404,
  })),
  {
    route: 'GET /api/v1/scans/{scanId}/artifacts/{sha256}',
    url: `/api/v1/scans/absent/artifacts/${SHA}`,
    may: READERS,
    answers: 404,
  },
  {
    route: 'POST /api/v1/scans/{scanId}/cancel',
    url: '/api/v1/scans/absent/cancel',
    may: SCANNING,
    answers: 404,
  },
  {
    route: 'DELETE /api/v1/scans/{scanId}',
    url: '/api/v1/scans/absent',
    may: SCANNING,
    answers: 404,
  },
  { route: 'GET /api/beta/scans', may: READERS, answers: 200 },
  { route: 'GET /api/v1/search', may: READERS, answers: 200 },
  { route: 'GET /api/v1/search/suggestions', may: READERS, answers: 200 },
  { route: 'GET /api/v1/search/facets', may: READERS, answers: 200 },
  { route: 'GET /api/v1/stats', may: READERS, answers: 200 },
  { route: 'GET /api/v1/me/searches', may: PERSON, answers: 200 },
  {
    route: 'POST /api/v1/me/searches',
    payload: { name: 'mine', q: 'status:done' },
    may: PERSON,
    answers: 200,
  },
  {
    route: 'DELETE /api/v1/me/searches/{searchId}',
    url: '/api/v1/me/searches/absent',
    may: PERSON,
    answers: 404,
  },
  {
    route: 'POST /api/beta/scans',
    payload: { url: 'https://example.com/' },
    may: SCANNING,
    answers: 202,
  },
  ...['', '/screenshot'].map((end) => ({
    route: `GET /api/beta/scans/{scanId}${end}`,
    url: `/api/beta/scans/absent${end}`,
    may: READERS,
    answers: 404,
  })),
  {
    route: 'GET /api/v1/events',
    url: '/api/v1/events?scan=absent',
    may: READERS,
    answers: 404,
  },
  {
    route: 'POST /api/scanner/v1/lease',
    payload: LEASE,
    may: SCANNER,
    answers: 200,
    otherwise: 401,
  },
  // Done with the token of a lease, which none of these callers has.
  ...[
    ['heartbeat', { phase: 'loading' }],
    ['fail', { code: 'timeout', message: 'x', retryable: false }],
  ].map(([call, payload]) => ({
    route: `POST /api/scanner/v1/jobs/{scanId}/{attempt}/${call}`,
    url: `${JOB}/${call}`,
    payload: payload as object,
    may: [],
    answers: 401,
    otherwise: 401,
  })),
  {
    route: 'PUT /api/scanner/v1/jobs/{scanId}/{attempt}/blobs/{sha256}',
    url: `${JOB}/blobs/${SHA}`,
    may: [],
    answers: 401,
    otherwise: 401,
  },
  {
    route: 'HEAD /api/scanner/v1/jobs/{scanId}/{attempt}/blobs/{sha256}',
    url: `${JOB}/blobs/${SHA}`,
    may: [],
    answers: 401,
    otherwise: 401,
  },
];

/** Asked for by machines, and not in the API's document. */
export const BESIDE_THE_API: Row[] = [{ route: 'GET /metrics', may: READERS, answers: 200 }];

/** Open to everyone, or needing a whole report to be asked at all; tested elsewhere. */
export const ELSEWHERE = [
  'POST /api/auth/sign-in/username',
  'GET /api/auth/options',
  'POST /api/auth/sign-in/second-factor',
  'POST /api/auth/sign-in/passkey/options',
  'POST /api/auth/sign-in/passkey',
  'GET /api/auth/single-sign-on',
  'GET /api/auth/single-sign-on/callback',
  'POST /api/auth/sign-up',
  'POST /api/auth/sign-out',
  'GET /api/auth/get-session',
  'POST /api/scanner/v1/jobs/{scanId}/{attempt}/complete',
];

/** Nobody listens there: the routes are what is looked at. */
const PROVIDER = {
  issuer: new URL('http://127.0.0.1:9'),
  clientId: 'webhood',
  clientSecret: undefined,
  scope: 'openid',
  name: 'Nobody',
  claim: undefined,
  roles: new Map(),
  otherwise: undefined,
};

export interface Callers {
  server: AccountServer;
  headers: Map<Caller, Record<string, string>>;
}

/** A server, and the credentials of every caller. */
export async function startWithCallers(
  settings: Parameters<typeof startAccountServer>[0] = {},
): Promise<Callers> {
  const headers: Callers['headers'] = new Map();
  const server = await startAccountServer({
    selfRegister: true,
    singleSignOn: PROVIDER,
    secondFactorRoles: ['admin'],
    ...settings,
  });
  await server.addUser('root', 'admin');
  await server.addUser('usual', 'user');
  await server.addUser('reader', 'viewer');
  const admin = { cookie: await server.signIn('root'), origin: ORIGIN };
  await giveSecondFactors(server);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const make = async (url: string, name: string) => {
    const answer = await server.http.inject({
      method: 'POST',
      url,
      headers: admin,
      payload: { name },
    });
    return answer.json<{ id: string; token: string }>();
  };
  const [good, revoked, expired] = [
    await make('/api/v1/tokens', 'good'),
    await make('/api/v1/tokens', 'revoked'),
    await make('/api/v1/tokens', 'expired'),
  ];
  const scanner = await make('/api/v1/scanners', 'one');
  await server.http.inject({
    method: 'DELETE',
    url: `/api/v1/tokens/${revoked.id}`,
    headers: admin,
  });
  await server.database.db
    .updateTable('api_tokens')
    .set({ expires_at: new Date(Date.now() - 1_000) })
    .where('id', '=', expired.id)
    .execute();
  // One to be leased here, and one for whoever asks.
  for (const url of ['https://example.com/leased', 'https://example.com/waits']) {
    const submit = { method: 'POST', url: '/api/v1/scans', payload: { url } } as const;
    await server.http.inject({ ...submit, headers: bearer(good.token) });
  }
  const leased = await leaseOne(server, scanner.token);
  headers.set('nobody', {});
  headers.set('malformed token', bearer(`${good.token}x`));
  headers.set('wrong token', bearer(newToken(good.id)));
  headers.set('revoked token', bearer(revoked.token));
  headers.set('expired token', bearer(expired.token));
  headers.set('viewer', { cookie: await server.signIn('reader'), origin: ORIGIN });
  headers.set('user', { cookie: await server.signIn('usual'), origin: ORIGIN });
  headers.set('admin', admin);
  headers.set('api token', bearer(good.token));
  headers.set('scanner token', bearer(scanner.token));
  for (const [caller, cookie] of await deadSessions(server)) {
    headers.set(caller, { cookie, origin: ORIGIN });
  }
  await giveSecondFactors(server);
  await server.addUser('lax', 'admin');
  headers.set('no second factor', { cookie: await server.signIn('lax'), origin: ORIGIN });
  headers.set('job token', bearer(leased.jobToken));
  return { server, headers };
}

/** As if every session so far had been opened with a code: the role of administrators needs one. */
async function giveSecondFactors({ database }: AccountServer): Promise<void> {
  await database.db.updateTable('sessions').set({ method: 'totp' }).execute();
}

async function leaseOne({ http }: AccountServer, token: string): Promise<Lease> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await http.inject({
    method: 'POST',
    url: pathOf('lease'),
    headers,
    payload: LEASE,
  });
  return answer.json<Lease>();
}

/** Sessions that were good: signed out of, past their end, of a disabled user; and a limited one. */
async function deadSessions(server: AccountServer): Promise<[Caller, string][]> {
  const cookies = async (name: string) => {
    const id = await server.addUser(name, 'admin');
    return { id, cookie: await server.signIn(name, PASSWORD) };
  };
  const { db } = server.database;
  const ended = await cookies('ended');
  const signOut = { method: 'POST', url: pathOf('signOut') } as const;
  await server.http.inject({ ...signOut, headers: { cookie: ended.cookie, origin: ORIGIN } });
  const expired = await cookies('expired');
  const past = new Date(Date.now() - 1_000);
  await db
    .updateTable('sessions')
    .set({ expires_at: past })
    .where('user_id', '=', expired.id)
    .execute();
  const disabled = await cookies('disabled');
  await db.updateTable('users').set({ disabled: true }).where('id', '=', disabled.id).execute();
  const oneTime = await cookies('fresh');
  await db
    .updateTable('users')
    .set({ must_change_password: true })
    .where('id', '=', oneTime.id)
    .execute();
  return [
    ['ended session', ended.cookie],
    ['expired session', expired.cookie],
    ['disabled user', disabled.cookie],
    ['one-time password', oneTime.cookie],
  ];
}

export interface Answer {
  status: number;
  /** Of a refusal: why. */
  code?: string | undefined;
}

/** Callers that may do little before something of their account is set right: what each row says. */
const LIMITED: Partial<Record<Caller, (row: Row) => number | undefined>> = {
  'one-time password': ({ oneTime }) => oneTime,
  'no second factor': ({ noFactor }) => noFactor,
};

export function expectedAnswer(row: Row, caller: Caller): Answer {
  const limited = LIMITED[caller];
  const known = limited !== undefined || KNOWN.includes(caller);
  if (!known && !row.may.includes(caller)) return { status: 401, code: 'unauthenticated' };
  if (row.may.includes(caller)) return { status: row.answers };
  const said = limited?.(row);
  if (said !== undefined) return { status: said };
  const status = row.otherwise ?? 403;
  return { status, code: status === 403 ? 'forbidden' : 'unauthenticated' };
}

/** Whether the answer is the expected one; a refusal must be for the expected reason as well. */
export function isAsExpected(answer: Answer, { status, code }: Answer): boolean {
  return answer.status === status && (code === undefined || answer.code === code);
}

/** What the caller is answered. `remoteAddress`: so that a test's own haste is not limited. */
export async function askAs(
  { server, headers }: Callers,
  row: Row,
  caller: Caller,
  remoteAddress = '127.0.0.1',
): Promise<Answer> {
  const [method = '', path = ''] = row.route.split(' ');
  const answer = await server.http.inject({
    method: method as 'GET',
    url: row.url ?? path,
    headers: headers.get(caller) ?? {},
    remoteAddress,
    ...(row.payload ? { payload: row.payload } : {}),
    ...(method === 'PUT' && !row.payload ? { payload: Buffer.from('x') } : {}),
  });
  const { statusCode: status } = answer;
  const refused = status >= 400 && answer.body !== '';
  // Only the headers of an answer to HEAD say anything: its code is taken to be right.
  if (method === 'HEAD') return { status, code: expectedAnswer(row, caller).code };
  return { status, code: refused ? answer.json<{ code?: string }>().code : undefined };
}

export const CASES = [...MATRIX, ...BESIDE_THE_API].flatMap((row) =>
  CALLERS.map((caller) => ({ row, caller })),
);
