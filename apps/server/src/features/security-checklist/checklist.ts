/** Every item, in the order in which they are shown. */
import type { SecurityCheck } from '@webhood/contract';
import type { Check, Inspection } from './check.ts';
import { certificateExpiry, certificateNames, certificateTrusted } from './checks/certificate.ts';
import { dedicatedHost } from './checks/dedicated-host.ts';
import { httpsOnly } from './checks/https-only.ts';
import { imageAge } from './checks/image-age.ts';
import { privateNetwork } from './checks/private-network.ts';
import { scannerChecks } from './checks/scanner-checks.ts';
import { secretExamples } from './checks/secret-examples.ts';
import { secretFiles } from './checks/secret-files.ts';
import { secretStrength } from './checks/secret-strength.ts';
import { settings } from './checks/settings.ts';
import { trustedProxies } from './checks/trusted-proxies.ts';

const CHECKS: readonly Check[] = [
  settings,
  secretStrength,
  secretExamples,
  secretFiles,
  httpsOnly,
  trustedProxies,
  privateNetwork,
  certificateTrusted,
  certificateNames,
  certificateExpiry,
  dedicatedHost,
  ...scannerChecks,
  imageAge,
];

export function judgeAll(inspection: Inspection): SecurityCheck[] {
  return CHECKS.map(({ judge, ...check }) => {
    const { outcome, found, remedy } = judge(inspection);
    return { ...check, outcome, found, remedy: remedy ?? null };
  });
}
