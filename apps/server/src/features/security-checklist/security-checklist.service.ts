/** Looks at the installation and judges it against the checklist. Anew each time it is asked. */
import type { SecurityChecklist } from '@webhood/contract';
import { servedCertificate } from '../../platform/tls/certificate-files.ts';
import type { Authorised } from '../accounts/authorisation.service.ts';
import type { InspectedScanner, InspectedSettings, Inspection } from './check.ts';
import { judgeAll } from './checklist.ts';
import { type CertificateFacts, inspectCertificate } from './inspect-certificate.ts';
import { exposedFiles, storedSecret } from './inspect-files.ts';
import { inspectHost } from './inspect-host.ts';
import { probePorts } from './inspect-ports.ts';

export type { GivenSecret, InspectedSettings } from './check.ts';

interface ChecklistDeps {
  settings: InspectedSettings;
  /** Of settings with which no server starts; for a server that runs there are none. */
  faults?: readonly string[];
  scanners: () => Promise<readonly InspectedScanner[]>;
  serverVersion: string;
  now?: () => Date;
}

/** The file of the certificate that users are given, and the hosts they open. */
function certificateOf({ tls, dataDir, externalUrl, artifactOrigin }: InspectedSettings) {
  const addresses = [externalUrl, ...(artifactOrigin ? [artifactOrigin] : [])];
  const hosts = addresses.map(({ hostname }) => hostname.replace(/^\[|\]$/g, ''));
  return { file: servedCertificate({ tls, dataDir }), hosts };
}

export function createSecurityChecklist(deps: ChecklistDeps) {
  const { settings, faults = [], serverVersion, now = () => new Date() } = deps;
  const { file, hosts } = certificateOf(settings);

  async function readScanners(): Promise<Inspection['scanners']> {
    try {
      return await deps.scanners();
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'no reason given';
      return { unreadable: `the database cannot be asked: ${reason}` };
    }
  }

  async function inspect(): Promise<Inspection> {
    const given = settings.givenSecrets;
    const isGiven = given.some(({ name }) => name === 'WEBHOOD_SECRET');
    const stored = isGiven ? undefined : await storedSecret(settings.dataDir);
    const secrets = stored ? [stored, ...given] : given;
    const [exposed, probes, certificate, hostFacts, scanners] = await Promise.all([
      exposedFiles(settings, secrets),
      probePorts(settings),
      inspectCertificate(file, hosts),
      inspectHost(),
      readScanners(),
    ]);
    return {
      settings,
      faults,
      secrets,
      exposedFiles: exposed,
      probes,
      certificate,
      host: hostFacts,
      scanners,
      serverVersion,
      now: now(),
    };
  }

  return {
    check: async (_: Authorised<'security.read'>): Promise<SecurityChecklist> => {
      const inspection = await inspect();
      const checks = judgeAll(inspection);
      const { certificate } = inspection;
      return {
        checked: inspection.now.toISOString(),
        passed: !checks.some(({ level, outcome }) => level === 'mandatory' && outcome === 'fail'),
        certificateEnds: endOf(certificate),
        checks,
      };
    },
  };
}

function endOf(certificate: CertificateFacts): string | null {
  return certificate.kind === 'read' ? certificate.ends.toISOString() : null;
}

export type SecurityChecklistService = ReturnType<typeof createSecurityChecklist>;
