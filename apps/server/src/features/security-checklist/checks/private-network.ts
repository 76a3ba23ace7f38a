import { ownPublicAddresses } from '@webhood/network-policy';
import { type Check, fail, pass } from '../check.ts';
import { isPrivate } from '../private-network.ts';

/** @param publicAddresses what of this machine's interfaces the internet can address */
export function privateNetworkCheck(publicAddresses: () => readonly string[]): Check {
  return {
    id: 'private_network',
    area: 'access',
    level: 'recommended',
    title: 'Only internal networks can reach the application',
    judge: ({ settings: { allowedNetworks } }) => {
      const open = allowedNetworks.filter((network) => !isPrivate(network));
      if (allowedNetworks.length > 0 && open.length === 0) {
        return pass('WEBHOOD_ALLOWED_NETWORKS has internal networks only');
      }
      const addresses = publicAddresses();
      if (allowedNetworks.length === 0 && addresses.length === 0) {
        return pass(
          'no interface of this machine has a public address (a NAT in front is not seen)',
        );
      }
      return fail(
        allowedNetworks.length === 0
          ? `everyone may connect, and this machine has ${addresses.join(', ')}`
          : `WEBHOOD_ALLOWED_NETWORKS has ${open.map(([address, prefix]) => `${address}/${prefix}`).join(', ')}`,
        'Set WEBHOOD_ALLOWED_NETWORKS to the networks of your users, such as 10.0.0.0/8, and close the ports in the firewall.',
      );
    },
  };
}

export const privateNetwork = privateNetworkCheck(ownPublicAddresses);
