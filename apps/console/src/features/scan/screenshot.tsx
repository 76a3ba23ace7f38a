import type { Report, Scan } from '@webhood/contract';
import { Copy, Download, ExternalLink, ImageOff, Maximize2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { hostOf } from '../../ui/evidence/defang.ts';
import { escapedString } from '../../ui/evidence/escape-text.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Empty } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import { tell, tellError } from '../../ui/toast-manager.ts';
import { useWasOpen } from '../../ui/use-was-open.ts';
import { copyPicture, openPicture, type Picture, picturesOf } from './screenshot-pictures.ts';

const text = scanStrings.screenshot;

const ScreenshotViewer = lazy(() =>
  import('./screenshot-viewer.tsx').then((module) => ({ default: module.ScreenshotViewer })),
);

/** The picture of the page, with what can be done with it. */
export function Screenshot({ scan, report }: { scan: Scan; report: Report }) {
  const pictures = picturesOf(scan, report);
  const [kind, setKind] = useState(pictures[0]?.kind);
  const picture = pictures.find((each) => each.kind === kind);
  const [failed, setFailed] = useState(false);
  const [enlarged, setEnlarged] = useState(false);
  const viewerWanted = useWasOpen(enlarged);
  if (!picture || failed) {
    return (
      <div className="panel flex aspect-[16/10] items-center justify-center">
        <Empty
          icon={ImageOff}
          title={failed ? strings.scan.screenshotMissing : strings.scans.noScreenshot}
        />
      </div>
    );
  }
  const host = hostOf(scan.final_url || scan.url) ?? strings.scan.title;
  const alt = strings.scans.screenshotOf(escapedString(host));
  return (
    <section className="panel overflow-hidden" aria-label={strings.scan.screenshot}>
      <header className="flex h-10 items-center gap-1 border-line border-b px-2">
        {pictures.length > 1 ? (
          <Segmented
            label={text.picture}
            value={picture.kind}
            options={pictures.map((each) => ({ value: each.kind, label: text[each.kind] }))}
            onChange={setKind}
          />
        ) : (
          <h2 className="px-2 font-semibold text-sm">{strings.scan.screenshot}</h2>
        )}
        <PictureActions picture={picture} onEnlarge={() => setEnlarged(true)} />
      </header>
      <button
        type="button"
        aria-label={strings.scan.openScreenshot}
        onClick={() => setEnlarged(true)}
        className="relative block aspect-[16/10] w-full cursor-zoom-in overflow-hidden bg-sunken focus-visible:-outline-offset-2"
      >
        <img
          src={picture.src}
          alt={alt}
          onError={() => setFailed(true)}
          className={cn(
            'block size-full object-top',
            scan.options.device === 'mobile' ? 'object-contain' : 'object-cover',
          )}
        />
        {scan.options.fullPage ? (
          <span className="absolute inset-x-0 bottom-0 bg-raised/90 py-1 text-center text-muted text-xs">
            {text.taller}
          </span>
        ) : null}
      </button>
      {viewerWanted ? (
        <Suspense>
          <ScreenshotViewer
            src={picture.src}
            alt={alt}
            open={enlarged}
            onClose={() => setEnlarged(false)}
          />
        </Suspense>
      ) : null}
    </section>
  );
}

function PictureActions({ picture, onEnlarge }: { picture: Picture; onEnlarge: () => void }) {
  const copy = async () => {
    try {
      await copyPicture(picture.src);
      tell(text.copied);
    } catch (error) {
      tellError(text.copyFailed, error);
    }
  };
  const open = async () => {
    try {
      await openPicture(picture.src);
    } catch (error) {
      tellError(text.openFailed, error);
    }
  };
  return (
    <div className="ml-auto flex items-center">
      <IconButton label={text.zoom} icon={Maximize2} onClick={onEnlarge} />
      <IconButton label={text.copy} icon={Copy} onClick={() => void copy()} />
      <IconButton label={text.open} icon={ExternalLink} onClick={() => void open()} />
      <a
        href={picture.saveFrom}
        download={picture.file}
        aria-label={text.download}
        title={text.download}
        className="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text"
      >
        <Download aria-hidden size={16} strokeWidth={1.8} />
      </a>
    </div>
  );
}
