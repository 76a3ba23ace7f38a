/**
 * Gives every check of authorisation a switch. `skip(n)` is false but for the mutant that is on;
 * then the n-th check is as if it were not there. One copy of the sources so serves all mutants.
 */

/** Defined once per process, in whichever file is loaded first. */
const SWITCH =
  'globalThis.skip ??= (n) => n === Number(process.env.WEBHOOD_MUTANT);\n' +
  'globalThis.rolesOf ??= (_action, roles) => roles;\n';

/** Whoever is let in when a credential is no longer looked at: one who may do everything. */
const ANYBODY =
  "({ kind: 'user', id: 'mutant', name: 'mutant', role: 'admin', mustChangePassword: false, mustSetUpSecondFactor: false })";
const ANY_SCANNER = "({ kind: 'scanner', id: 'mutant', name: 'mutant', tokenHash: null })";
const ANY_SESSION = `({ id: 'mutant', createdAt: new Date(0), expiresAt: new Date(), address: '192.0.2.1', cookies: [], principal: ${ANYBODY} })`;

const CREDENTIALS = { principal: ANYBODY, scanner: ANY_SCANNER, session: ANY_SESSION };

/** The end of the call whose parenthesis opens at `open`. */
function endOfCall(text, open) {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at + 1;
  }
  throw new Error('a call does not end');
}

function lineAt(text, index) {
  return text.slice(0, index).split('\n').length;
}

const CALL = /(?<![\w.])(?:authorise|authentication\.(principal|scanner|session))\(/g;

/** Of one file of routes: the text with switches, and what each of them is. */
export function instrumentCalls(file, text, firstNumber) {
  const mutants = [];
  const add = (kind, line, what) => {
    mutants.push({ number: firstNumber + mutants.length, kind, place: `${file}:${line}`, what });
    return mutants.at(-1).number;
  };
  const rewrite = (part, offset) => {
    let done = '';
    let from = 0;
    for (const match of part.matchAll(CALL)) {
      if (match.index < from) continue;
      const end = endOfCall(part, match.index + match[0].length - 1);
      const call = part.slice(match.index, end);
      // Asked again and again of an open stream: among the checks that are named by hand.
      if (part.startsWith('.then(', end)) continue;
      done += part.slice(from, match.index) + switched(match, call, offset + match.index);
      from = end;
    }
    return done + part.slice(from);
  };
  const switched = (match, call, at) => {
    const line = lineAt(text, at);
    const [, credential] = match;
    if (credential) {
      const n = add('credential', line, `authentication.${credential}`);
      return `(skip(${n}) ? ${call}.catch(() => ${CREDENTIALS[credential]}) : ${call})`;
    }
    const [, who = '', action = ''] =
      /^authorise\(([\s\S]*),\s*'([\w.]+)',?\s*\)$/.exec(call) ?? [];
    if (who === '') return call;
    const n = add('right', line, `authorise '${action}'`);
    const asker = rewrite(who, at + 'authorise('.length);
    return `(skip(${n}) ? { principal: ${asker} } : authorise(${asker}, '${action}'))`;
  };
  const changed = rewrite(text, 0);
  return { text: mutants.length > 0 ? withSwitch(changed) : text, mutants };
}

/** One check that was named by hand. @throws when the source no longer reads so */
export function instrumentCheck(file, text, { find, put, what, tests }, number) {
  const at = text.indexOf(find);
  if (at < 0 || text.indexOf(find, at + 1) >= 0) {
    throw new Error(`${file}: there must be exactly one «${find}»; bring checks.mjs up to date`);
  }
  const changed = text.replace(find, () => put.replaceAll('SKIP', `skip(${number})`));
  const place = `${file}:${lineAt(text, at)}`;
  return { text: changed, mutant: { number, kind: 'check', place, what, tests } };
}

/** Every right that a role has not, given; every right that it has, taken. */
export function policyMutants(text, firstNumber) {
  const table = /const ROLES_BY_ACTION = \{([\s\S]*?)\n\} as const;/.exec(text)?.[1] ?? '';
  const all = ['admin', 'user', 'viewer', 'api_user'];
  const lines = [...table.matchAll(/'([\w.]+)': \[([^\]]*)\]/g)];
  if (lines.length === 0) throw new Error('the table of rights was not found');
  return lines
    .flatMap(([, action, list]) => {
      const roles = [...list.matchAll(/'(\w+)'/g)].map(([, role]) => role);
      return all.map((role) => ({ action, role, given: !roles.includes(role) }));
    })
    .map(({ action, role, given }, index) => ({
      number: firstNumber + index,
      kind: 'policy',
      place: 'ROLES_BY_ACTION',
      what: `${action} ${given ? 'given to' : 'taken from'} ${role}`,
      policy: { action, role, given },
    }));
}

export function withPolicySwitch(text) {
  const find = 'const roles: readonly string[] = ROLES_BY_ACTION[action];';
  if (!text.includes(find)) throw new Error('authorise() does not read the table as it did');
  return withSwitch(
    text.replace(
      find,
      'const roles: readonly string[] = globalThis.rolesOf(action, ROLES_BY_ACTION[action]);',
    ),
  );
}

export function withSwitch(text) {
  return text.startsWith(SWITCH) ? text : SWITCH + text;
}
