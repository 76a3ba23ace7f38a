import type {
  ScannerPosture,
  SecurityArea,
  SecurityCheck,
  SecurityCheckId,
} from '@webhood/contract';
import type { Network } from '../../platform/http/networks.ts';
import type { CertificateFacts } from './inspect-certificate.ts';
import type { HostFacts } from './inspect-host.ts';
import type { Probes } from './inspect-ports.ts';

/** A secret that the environment gives. */
export interface GivenSecret {
  name: string;
  value: string;
  /** Where it was read from, if not from the variable itself. */
  file: string | undefined;
}

export interface InspectedSettings {
  dataDir: string;
  externalUrl: URL;
  artifactOrigin: URL | undefined;
  httpsPort: number;
  httpPort: number;
  behindProxy: Network[];
  allowedNetworks: Network[];
  tls: { certFile: string; keyFile: string } | undefined;
  givenSecrets: readonly GivenSecret[];
}

export interface InspectedScanner {
  name: string;
  connected: boolean;
  version: string;
  browser_version: string;
  posture: ScannerPosture | null;
}

/** All that the checks look at, as it is now. */
export interface Inspection {
  settings: InspectedSettings;
  /** What the server would refuse to start for. */
  faults: readonly string[];
  /** The given secrets, and the data folder's own where none is given. */
  secrets: readonly GivenSecret[];
  /** Files with secrets in them that somebody else on this machine can read. */
  exposedFiles: readonly string[];
  probes: Probes;
  certificate: CertificateFacts;
  host: HostFacts;
  scanners: readonly InspectedScanner[] | { unreadable: string };
  serverVersion: string;
  /** When the image that the server runs in was built; null where it runs in none. */
  imageBuilt: string | null;
  now: Date;
}

export type Finding = {
  outcome: SecurityCheck['outcome'];
  found: string;
  /** Must be given with `fail`. */
  remedy?: string;
};

export interface Check {
  id: SecurityCheckId;
  area: SecurityArea;
  level: SecurityCheck['level'];
  title: string;
  judge(inspection: Inspection): Finding;
}

export const pass = (found: string): Finding => ({ outcome: 'pass', found });
export const unknown = (found: string): Finding => ({ outcome: 'unknown', found });
export const fail = (found: string, remedy: string): Finding => ({
  outcome: 'fail',
  found,
  remedy,
});
