import type { Artifact, CaptureOutcome, Phase, Report, ScanFailureCode } from '@webhood/contract';
import type { EvidenceFolder } from './evidence-folder.ts';

export type CaptureResult =
  | {
      kind: 'captured';
      outcome: CaptureOutcome;
      report: Report;
      folder: EvidenceFolder;
      /** `scan.json` itself, which the report cannot name. */
      reportArtifact: Artifact;
    }
  | { kind: 'failed'; code: ScanFailureCode; message: string; retryable: boolean };

export interface CaptureControls {
  signal?: AbortSignal;
  onPhase?: (phase: Phase) => void;
}
