import type { Scan } from '@webhood/contract';
import { Age } from '../../ui/moment.tsx';
import { strings } from '../../ui/strings.ts';
import { currentStep } from './progress.ts';
import { QuickAction } from './quick-action.tsx';
import { ScanLink } from './scan-link.tsx';
import { ScanMenu } from './scan-menu.tsx';
import { ScanProgress, ScanStatus } from './scan-status.tsx';
import { ScanSummary } from './scan-summary.tsx';
import { Thumbnail } from './thumbnail.tsx';

/** Height of every row, in pixels: fixed, so that nothing moves while scans go on. */
export const ROW_HEIGHT = 68;

export function ScanRow({ scan }: { scan: Scan }) {
  return (
    <div className="group relative flex h-17 items-center gap-3 px-3 transition-colors hover:bg-hover has-[a:focus-visible]:bg-hover">
      <Thumbnail scan={scan} className="w-20" />
      <div className="min-w-0 flex-1">
        <ScanLink scan={scan} className="text-sm" />
        <SecondLine scan={scan} />
        <div className="mt-0.5 flex items-center gap-2 text-2xs text-faint md:hidden">
          <ScanStatus scan={scan} />
          <Age iso={scan.created} />
        </div>
      </div>
      <div className="hidden w-40 items-center md:flex">
        {currentStep(scan) ? (
          <ScanProgress scan={scan} className="w-full" />
        ) : (
          <ScanStatus scan={scan} />
        )}
      </div>
      <span
        className="hidden w-28 truncate text-muted text-xs lg:block"
        title={scan.submittedBy.name}
      >
        {scan.submittedBy.name}
      </span>
      <Age
        iso={scan.created}
        className="relative hidden w-20 text-right text-muted text-xs tabular-nums md:block"
      />
      <div className="relative flex">
        <QuickAction scan={scan} />
        <ScanMenu scan={scan} />
      </div>
    </div>
  );
}

function SecondLine({ scan }: { scan: Scan }) {
  const step = currentStep(scan);
  if (!step) {
    return (
      <p className="truncate text-muted text-xs">
        <ScanSummary scan={scan} />
      </p>
    );
  }
  return (
    <p className="truncate text-faint text-xs">
      {/* From this width on, the progress beside it says the same. */}
      <span className="md:hidden">{strings.phases[step]}</span>&nbsp;
    </p>
  );
}
