/** Webhooks as a whole: their management, and the sending. */
import { createAddressPolicy, createResolver, watchOwnAddresses } from '@webhood/network-policy';
import type { FastifyBaseLogger } from 'fastify';
import type { SealedValues } from '../../platform/crypto/sealed-values.ts';
import type { ScanService } from '../scans/scan.service.ts';
import type { DeliveryStore } from './delivery.store.ts';
import { postChecked } from './post-checked.ts';
import { createWebhookService } from './webhook.service.ts';
import type { WebhookStore } from './webhook.store.ts';
import { createWebhookSender, type WebhookMeter } from './webhook-sender.ts';

interface WebhooksDeps {
  webhooks: WebhookStore;
  deliveries: DeliveryStore;
  sealed: SealedValues;
  refreshKeys(): Promise<void>;
  scans: Pick<ScanService, 'findForEvent'>;
  /** CIDRs beyond the public internet that may be called. */
  allowNetworks: string[];
  externalUrl: URL;
  meter: WebhookMeter;
  log: FastifyBaseLogger;
}

export function createWebhooks({ allowNetworks, ...deps }: WebhooksDeps) {
  const policy = createAddressPolicy({ allowNetworks, ownAddresses: watchOwnAddresses() });
  const publicPolicy = createAddressPolicy();
  const resolver = createResolver();
  const sender = createWebhookSender({
    ...deps,
    post: (request, signal) => postChecked(request, signal, { policy, publicPolicy, resolver }),
  });
  return {
    webhooks: createWebhookService(deps),
    webhookSender: {
      ...sender,
      stop: async () => {
        await sender.stop();
        resolver.close();
      },
    },
  };
}
