import type { LeaseRequest } from '@webhood/contract';

/** What scans and leases need to know of the registered scanners. */
export interface ScannerDirectory {
  /** One list of CIDRs for each scanner that has these labels and is not removed. */
  allowedNetworks(labels?: string[]): Promise<string[][]>;
  /** By id or name, whether it is connected or not; undefined when there is none. */
  find(
    idOrName: string,
  ): Promise<{ id: string; allowNetworks: string[]; labels: string[] } | undefined>;
  /** Notes that the scanner has asked for work, and what it says of itself. */
  seen(scannerId: string, request: Omit<LeaseRequest, 'waitMs'>): Promise<void>;
}
