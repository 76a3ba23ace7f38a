import { Link } from '@tanstack/react-router';
import type { Scan } from '@webhood/contract';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { UrlText } from '../../ui/evidence/url-text.tsx';
import { Age } from '../../ui/moment.tsx';
import { strings } from '../../ui/strings.ts';
import { currentStep } from './progress.ts';
import { QuickAction } from './quick-action.tsx';
import { ScanMenu } from './scan-menu.tsx';
import { ScanProgress, ScanStatus } from './scan-status.tsx';
import { Thumbnail } from './thumbnail.tsx';

/** Height of every row, in pixels: fixed, so that nothing moves while scans go on. */
export const ROW_HEIGHT = 68;

export function ScanRow({ scan }: { scan: Scan }) {
  return (
    <div className="group relative flex h-17 items-center gap-3 px-3 transition-colors hover:bg-hover has-[a:focus-visible]:bg-hover">
      <Thumbnail scan={scan} className="w-20" />
      <div className="min-w-0 flex-1">
        <Link
          to="/scans/$scanId"
          params={{ scanId: scan.id }}
          search={{ tab: 'overview' }}
          data-row
          className="block rounded-sm after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          <UrlText url={scan.url} className="text-sm" />
        </Link>
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
  if (scan.errorCode && scan.state === 'error') {
    return <p className="truncate text-bad text-xs">{strings.failures[scan.errorCode]}</p>;
  }
  if (scan.title !== '') {
    return (
      <p className="truncate text-muted text-xs">
        <Evidence text={scan.title} length={0} />
      </p>
    );
  }
  const step = currentStep(scan);
  return (
    <p className="truncate text-faint text-xs">
      {/* From this width on, the progress beside it says the same. */}
      <span className="md:hidden">{step ? strings.phases[step] : null}</span>&nbsp;
    </p>
  );
}
