/** A page that knows the published tests for driven browsers and says which ones it passed. */
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { html, type Route, type Routes } from '../route.ts';

const SCRIPTS = ['checks-identity.js', 'checks-integrity.js', 'run-checks.js'];

function script(name: string): Route {
  return ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/javascript' });
    response.end(readFileSync(new URL(name, import.meta.url)));
  };
}

const tags = SCRIPTS.map((name) => `<script src="/bot-checks/${name}"></script>`).join('');
const waiting = new Set<ServerResponse>();

export const BOT_CHECKS: Routes = {
  '/bot-checks': html(`<html lang="en"><title>Checks</title><body>${tags}`),
  '/bot-checks/headers': ({ request, response }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(request.headers));
  },
  '/bot-checks/wait': ({ response }) => {
    waiting.add(response);
    response.once('close', () => waiting.delete(response));
  },
  '/bot-checks/done': ({ response }) => {
    for (const each of waiting) each.end();
    response.end();
  },
  ...Object.fromEntries(SCRIPTS.map((name) => [`/bot-checks/${name}`, script(name)])),
};
