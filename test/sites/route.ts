import type { IncomingMessage, ServerResponse } from 'node:http';

export interface RouteContext {
  url: URL;
  request: IncomingMessage;
  response: ServerResponse;
}

/** Answers one path, or never: that is what some pages are for. */
export type Route = (context: RouteContext) => void;

export type Routes = Record<string, Route>;

export function html(body: string, headers: Record<string, string> = {}): Route {
  return ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers });
    response.end(`<!DOCTYPE html>\n${body}`);
  };
}

export function redirect(location: string, status = 302): Route {
  return ({ response }) => {
    response.writeHead(status, { location });
    response.end();
  };
}
