import { ROUTES } from '@webhood/contract';

const NAME_BY_PATTERN = new Map(
  Object.entries(ROUTES).map(([name, path]) => [path.replace(/\{(\w+)\}/g, ':$1'), name]),
);

/**
 * `getUsers`, `postScanCancel`: of a route that names none itself. Undefined for one that is not
 * in the contract.
 */
export function operationId({ method, url }: { method: string | string[]; url: string }) {
  const name = NAME_BY_PATTERN.get(url);
  if (name === undefined) return undefined;
  const verb = String([method].flat()[0]).toLowerCase();
  return `${verb}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
