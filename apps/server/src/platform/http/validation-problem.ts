import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AppError } from './app-error.ts';

/** More fields at fault than anyone reads; the rest is a count. */
const MAX_FIELDS = 50;

interface Fault {
  field: string;
  message: string;
}

/** What is no name at all may be a value that was put in the wrong place: a secret, at worst. */
function shownName(name: string): string {
  return /^[\p{L}\p{N}_.$-]{0,100}$/u.test(name) ? name : '(not a name)';
}

/** One entry for each unknown key, so that the answer names it as the field at fault. */
function faultsOf(path: string, keyword: string, message: string, keys: unknown): Fault[] {
  if (keyword === 'unrecognized_keys' && Array.isArray(keys)) {
    return keys.map((key) => ({
      field: path ? `${path}.${shownName(String(key))}` : shownName(String(key)),
      message: 'is not known here',
    }));
  }
  return [{ field: path || 'body', message }];
}

function invalid(faults: Fault[], cause: unknown): AppError {
  const errors = faults.slice(0, MAX_FIELDS);
  const names = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new AppError('invalid_request', names, { errors, cause });
}

/** What Fastify's validator threw as an `invalid_request` that names each field, else undefined. */
export function validationProblem(error: unknown): AppError | undefined {
  if (!hasZodFastifySchemaValidationErrors(error)) return undefined;
  const faults = error.validation.flatMap((issue) =>
    faultsOf(
      issue.instancePath.replace(/^\//, '').split('/').map(shownName).join('.'),
      issue.keyword,
      issue.message ?? 'is not valid',
      issue.params.keys,
    ),
  );
  return invalid(faults, error);
}
