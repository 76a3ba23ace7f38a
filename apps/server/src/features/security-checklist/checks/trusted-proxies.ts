import type { Network } from '../../../platform/http/networks.ts';
import { type Check, fail, pass } from '../check.ts';
import { isPrivate } from '../private-network.ts';

/** A handful of proxies, not a provider's whole range. */
const NARROW = { ipv4: 24, ipv6: 64 };

function isTooWide([address, prefix]: Network): boolean {
  return !isPrivate([address, prefix]) && prefix < NARROW[address.kind()];
}

export const trustedProxies: Check = {
  id: 'trusted_proxies',
  area: 'access',
  level: 'mandatory',
  title: 'Only proxies of your own are believed and served in plain HTTP',
  judge: ({ settings: { behindProxy } }) => {
    if (behindProxy.length === 0) return pass('no proxy is believed');
    const wide = behindProxy.filter(isTooWide).map(([address, prefix]) => `${address}/${prefix}`);
    return wide.length === 0
      ? pass(behindProxy.map(([address, prefix]) => `${address}/${prefix}`).join(', '))
      : fail(
          `WEBHOOD_BEHIND_PROXY lets ${wide.join(', ')} speak plain HTTP and choose client addresses`,
          'Set WEBHOOD_BEHIND_PROXY to the addresses of your proxies alone.',
        );
  },
};
