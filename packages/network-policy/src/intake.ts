/**
 * The part that runs in a browser too: nothing from here on imports a Node module.
 */

export { parseNetworks } from './address/networks.ts';
export { type AddressPolicy, type AddressVerdict, createAddressPolicy } from './address/policy.ts';
export { type AcceptedUrl, intakeUrl, type UrlIntake } from './intake/intake-url.ts';
