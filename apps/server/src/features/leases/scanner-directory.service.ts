import type { LeaseRequest, ScanOptions } from '@webhood/contract';

/** What scans and leases need to know of the registered scanners. */
export interface ScannerDirectory {
  /** One list of CIDRs for each scanner that has these labels and is not removed. */
  allowedNetworks(labels?: string[]): Promise<string[][]>;
  /** By id or name, whether it is connected or not; undefined when there is none. */
  find(
    idOrName: string,
  ): Promise<{ id: string; allowNetworks: string[]; labels: string[] } | undefined>;
  /**
   * Notes that the scanner has asked for work, and what it says of itself. Says whether
   * administrators bound how many scans it may run at once.
   */
  seen(scannerId: string, request: Omit<LeaseRequest, 'waitMs'>): Promise<{ isBounded: boolean }>;
  /** With what administrators have set for this scanner; undefined when that cannot be read. */
  optionsOn(scannerId: string, options: ScanOptions): Promise<ScanOptions | undefined>;
}
