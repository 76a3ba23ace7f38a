/**
 * What is known of an address without asking anyone: the network that announces it and the
 * country it is registered in, from files that come with the installation (docs/data-sources.md).
 */
import { createRequire } from 'node:module';
import type { GuardConnection, IpFacts } from '@webhood/contract';
import { type CountryResponse, open, type Reader } from 'maxmind';
import { z } from 'zod';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { type AsnTable, openAsnTable } from './asn-table.ts';
import type { Recorded } from './recorder.ts';

export interface IpFactSource {
  lookUp(ip: string): Pick<IpFacts, 'asn' | 'asName' | 'country'>;
}

/** The table is flat, unlike the format's usual records. */
const CountryRecord = z.object({ country_code: z.string().length(2) });

const { resolve } = createRequire(import.meta.url);
let opening: Promise<IpFactSource | undefined> | undefined;

/** Opened at the first scan and kept; undefined where the files are not installed. */
export function openIpFacts(): Promise<IpFactSource | undefined> {
  opening ??= openSource().catch(() => undefined);
  return opening;
}

async function openSource(): Promise<IpFactSource> {
  const networks = openAsnTable({
    ipv4: resolve('@ip-location-db/asn/asn-ipv4-num.csv'),
    ipv6: resolve('@ip-location-db/asn/asn-ipv6-num.csv'),
  });
  const countries = await open<CountryResponse>(
    resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb'),
  );
  return createSource(networks, countries);
}

function createSource(networks: AsnTable, countries: Reader<CountryResponse>): IpFactSource {
  return {
    lookUp(ip) {
      const record = CountryRecord.safeParse(countries.get(ip));
      return {
        ...networks.lookUp(ip),
        ...(record.success ? { country: record.data.country_code } : {}),
      };
    },
  };
}

/** Every address that was contacted, with the names that led to it. */
export async function recordIpFacts(
  connections: readonly GuardConnection[],
): Promise<Recorded<IpFacts[]>> {
  const hosts = new Map<string, Set<string>>();
  for (const { verdict, address, host } of connections) {
    if (verdict === 'refused' || address === undefined) continue;
    const names = hosts.get(address) ?? new Set<string>();
    if (names.size < CAPTURE_LIMITS.hostsOfAddress) names.add(host);
    hosts.set(address, names);
  }
  const source = await openIpFacts();
  const addresses = [...hosts].slice(0, CAPTURE_LIMITS.addresses);
  const evidence = addresses.map(([ip, names]) => ({
    ip,
    ...source?.lookUp(ip),
    hosts: [...names],
  }));
  const dropped = hosts.size - addresses.length;
  const missing: Recorded<IpFacts[]>['missing'] = [];
  if (dropped > 0) {
    const detail = 'More addresses were contacted than are kept.';
    missing.push({ code: 'truncated', what: 'addresses', detail, dropped });
  }
  if (!source && evidence.length > 0) {
    const detail = 'The tables of networks and countries are not installed.';
    missing.push({ code: 'artifact_failed', what: 'ip_facts', detail });
  }
  return { evidence, missing };
}
