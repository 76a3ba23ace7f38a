import { STATUS_CODES } from 'node:http';

/** What the collector of routes writes where a route says nothing. */
const NOTHING_SAID = 'Default Response';

interface Answer {
  description?: string;
}
type Operations = Record<string, { responses?: Record<string, Answer> }>;

/** Says of each answer that has no description what its status means. */
export function describeAnswers<D extends object>(document: D): D {
  const { paths = {} }: { paths?: Record<string, Operations> } = document;
  const described = Object.entries(paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        operation.responses
          ? { ...operation, responses: withDescriptions(operation.responses) }
          : operation,
      ]),
    ),
  ]);
  return { ...document, paths: Object.fromEntries(described) };
}

function withDescriptions(responses: Record<string, Answer>): Record<string, Answer> {
  return Object.fromEntries(
    Object.entries(responses).map(([status, answer]) => [
      status,
      answer.description === NOTHING_SAID ? { ...answer, description: meaningOf(status) } : answer,
    ]),
  );
}

function meaningOf(status: string): string {
  if (/^[45]XX$/i.test(status)) return 'Refused; `code` says why, `detail` what to do';
  return STATUS_CODES[status] ?? status;
}
