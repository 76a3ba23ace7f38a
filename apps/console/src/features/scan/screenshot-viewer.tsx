import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { strings } from '../../ui/strings.ts';

const text = strings.scan;
const SIZES = ['fit', 'full', 'double'] as const;
type Size = (typeof SIZES)[number];

const CLASSES: Record<Size, string> = {
  fit: 'w-full max-w-[1600px]',
  full: 'max-w-none',
  double: 'max-w-none [zoom:2]',
};

type ScreenshotViewerProps = { src: string; alt: string; open: boolean; onClose: () => void };

/** The whole picture over the page: to its width, as it was, or twice that. */
export function ScreenshotViewer({ src, alt, open, onClose }: ScreenshotViewerProps) {
  const [size, setSize] = useState<Size>('fit');
  return (
    <Dialog.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Popup className="fixed inset-2 z-50 flex flex-col overflow-hidden rounded-lg border border-line bg-raised shadow-float outline-none sm:inset-6">
          <header className="flex flex-wrap items-center justify-between gap-3 border-line border-b px-4 py-2">
            <Dialog.Title className="font-semibold text-sm">{text.screenshot}</Dialog.Title>
            <div className="flex items-center gap-2">
              <Segmented
                label={text.screenshot}
                value={size}
                options={SIZES.map((value) => ({ value, label: text.viewSize[value] }))}
                onChange={setSize}
              />
              <Dialog.Close render={<IconButton label={strings.action.close} icon={X} />} />
            </div>
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard */}
          <div className="min-h-0 flex-1 overflow-auto bg-sunken" tabIndex={0}>
            <img src={src} alt={alt} className={cn('mx-auto block', CLASSES[size])} />
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
