export { addressBytes } from './address/address.ts';
export {
  type DialError,
  type DialOutcome,
  type DialRequest,
  dialChecked,
} from './dial/dial-checked.ts';
export { createHostsTable, type HostsTable } from './dial/hosts-table.ts';
export { judgeHost } from './dial/judge-host.ts';
export { type ParsedNoProxy, parseNoProxy } from './dial/no-proxy.ts';
export { ownPublicAddresses, watchOwnAddresses } from './dial/own-addresses.ts';
export {
  createResolver,
  type Resolution,
  type ResolutionError,
  type Resolver,
  type ResolverOptions,
} from './dial/resolver.ts';
export { isBlockedPort } from './intake/blocked-ports.ts';
export * from './intake.ts';
