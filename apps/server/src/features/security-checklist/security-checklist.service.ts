/**
 * Looks at the installation and judges it against the checklist: anew each time it is asked, unless
 * whoever asks is content with what was found lately.
 */
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
  imageBuilt: string | null;
  now?: () => Date;
}

/** The file of the certificate that users are given, and the hosts they open. */
function certificateOf({ tls, dataDir, externalUrl, artifactOrigin }: InspectedSettings) {
  const addresses = [externalUrl, ...(artifactOrigin ? [artifactOrigin] : [])];
  const hosts = addresses.map(({ hostname }) => hostname.replace(/^\[|\]$/g, ''));
  return { file: servedCertificate({ tls, dataDir }), hosts };
}

export function createSecurityChecklist(deps: ChecklistDeps) {
  const { settings, faults = [], serverVersion, imageBuilt, now = () => new Date() } = deps;
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
      imageBuilt,
      now: now(),
    };
  }

  async function look(): Promise<SecurityChecklist> {
    const inspection = await inspect();
    const checks = judgeAll(inspection);
    const { certificate } = inspection;
    return {
      checked: inspection.now.toISOString(),
      passed: !checks.some(({ level, outcome }) => level === 'mandatory' && outcome === 'fail'),
      certificateEnds: endOf(certificate),
      checks,
    };
  }

  /** Of this server; the promise, so that those who come together are answered by one look. */
  let last: { begunMs: number; found: Promise<SecurityChecklist> } | undefined;

  return {
    /** @param maxAgeMs how old the answer may be; 0: everything is looked at now */
    check: (_: Authorised<'security.read'>, maxAgeMs = 0): Promise<SecurityChecklist> => {
      const begunMs = now().getTime();
      if (last && begunMs - last.begunMs < maxAgeMs) return last.found;
      const looking = { begunMs, found: look() };
      last = looking;
      looking.found.catch(() => {
        // Whoever asked is told; whoever asks next should not be.
        if (last === looking) last = undefined;
      });
      return looking.found;
    },
  };
}

function endOf(certificate: CertificateFacts): string | null {
  return certificate.kind === 'read' ? certificate.ends.toISOString() : null;
}

export type SecurityChecklistService = ReturnType<typeof createSecurityChecklist>;
