import type { WebhookPayload } from '@webhood/contract';
import type { Principal } from '../accounts/authorisation.service.ts';
import { maySee, type ScanRecord } from '../scans/scan.service.ts';
import type { ClaimedDelivery } from './delivery.store.ts';
import type { WebhookRecord } from './webhook.store.ts';

export interface PayloadFacts {
  delivery: ClaimedDelivery;
  webhook: WebhookRecord;
  owner: Principal;
  /** Undefined when it is gone, or there is none. */
  scan: ScanRecord | undefined;
  externalUrl: URL;
}

/**
 * What is told. Of a restricted scan its id alone, unless the webhook is set to tell more and its
 * owner may read the scan.
 */
export function payloadOf(facts: PayloadFacts): WebhookPayload {
  const { delivery, scan, externalUrl } = facts;
  const head = { type: delivery.event, timestamp: delivery.createdAt.toISOString() };
  if (delivery.scanId === null) return { ...head, data: {} };
  if (!scan || !mayTell(facts, scan)) return { ...head, data: { id: delivery.scanId } };
  return {
    ...head,
    data: {
      id: scan.id,
      slug: scan.slug,
      url: scan.url,
      finalUrl: scan.finalUrl,
      title: scan.title,
      state: scan.state,
      errorCode: scan.errorCode,
      completeness: scan.completeness,
      visibility: scan.visibility,
      tags: scan.tags,
      submittedBy: { kind: scan.submittedBy.kind, name: scan.submittedBy.name },
      created: scan.createdAt.toISOString(),
      done: scan.doneAt?.toISOString() ?? '',
      link: new URL(`/scans/${scan.id}`, externalUrl).href,
    },
  };
}

function mayTell({ webhook, owner }: PayloadFacts, scan: ScanRecord): boolean {
  if (!maySee(owner, scan)) return false;
  return scan.visibility === 'team' || webhook.include_restricted;
}
