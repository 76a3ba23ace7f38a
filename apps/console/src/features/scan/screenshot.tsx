import { Dialog } from '@base-ui/react/dialog';
import type { Scan } from '@webhood/contract';
import { ImageOff, Maximize2, X } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { IconButton } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { hostOf } from '../../ui/evidence/defang.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Empty } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';

const text = strings.scan;

/** The picture of the page; enlarged on click. */
export function Screenshot({ scan }: { scan: Scan }) {
  const [enlarged, setEnlarged] = useState(false);
  const [failed, setFailed] = useState(false);
  if (scan.screenshots.length === 0 || failed) {
    return (
      <div className="panel flex aspect-[16/10] items-center justify-center">
        <Empty
          icon={ImageOff}
          title={failed ? text.screenshotMissing : strings.scans.noScreenshot}
        />
      </div>
    );
  }
  const alt = strings.scans.screenshotOf(hostOf(scan.final_url || scan.url) ?? text.title);
  return (
    <>
      <button
        type="button"
        aria-label={text.openScreenshot}
        onClick={() => setEnlarged(true)}
        className="panel group relative block aspect-[16/10] w-full cursor-zoom-in overflow-hidden bg-sunken"
      >
        <img
          src={client.scans.urls.screenshot(scan.id)}
          alt={alt}
          onError={() => setFailed(true)}
          className={cn(
            'block size-full object-top',
            scan.options.device === 'mobile' ? 'object-contain' : 'object-cover',
          )}
        />
        <span className="absolute top-2 right-2 flex size-8 items-center justify-center rounded-md border border-line bg-raised text-muted opacity-0 shadow-float transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100">
          <Maximize2 aria-hidden size={15} />
        </span>
      </button>
      <Enlarged scan={scan} alt={alt} open={enlarged} onClose={() => setEnlarged(false)} />
    </>
  );
}

type EnlargedProps = { scan: Scan; alt: string; open: boolean; onClose: () => void };

function Enlarged({ scan, alt, open, onClose }: EnlargedProps) {
  const [size, setSize] = useState<'fit' | 'full'>('fit');
  return (
    <Dialog.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Popup className="fixed inset-2 z-50 flex flex-col overflow-hidden rounded-lg border border-line bg-raised shadow-float outline-none sm:inset-6">
          <header className="flex items-center justify-between gap-3 border-line border-b px-4 py-2">
            <Dialog.Title className="font-semibold text-sm">{text.screenshot}</Dialog.Title>
            <div className="flex items-center gap-2">
              <Segmented
                label={text.screenshot}
                value={size}
                options={[
                  { value: 'fit', label: text.viewSize.fit },
                  { value: 'full', label: text.viewSize.full },
                ]}
                onChange={setSize}
              />
              <Dialog.Close render={<IconButton label={strings.action.close} icon={X} />} />
            </div>
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard */}
          <div className="min-h-0 flex-1 overflow-auto bg-sunken" tabIndex={0}>
            <img
              src={client.scans.urls.screenshot(scan.id)}
              alt={alt}
              className={cn(
                'mx-auto block',
                size === 'fit' ? 'w-full max-w-[1600px]' : 'max-w-none',
              )}
            />
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
