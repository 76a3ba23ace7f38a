import type { Scan } from '@webhood/contract';
import { Image, ImageOff } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { cn } from '../../ui/class-names.ts';

/** The top of the screenshot, or a place of the same size until there is one. */
export function Thumbnail({ scan, className }: { scan: Scan; className?: string }) {
  const [failed, setFailed] = useState(false);
  const shown = scan.screenshots.length > 0 && !failed;
  return (
    <span
      className={cn(
        'flex aspect-[16/10] shrink-0 items-center justify-center overflow-hidden rounded-sm border border-line bg-sunken text-faint',
        className,
      )}
    >
      {shown ? (
        <img
          src={client.scans.urls.screenshot(scan.id, 'thumbnail')}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setFailed(true)}
          className="size-full object-cover object-top"
        />
      ) : scan.state === 'done' || scan.state === 'error' || scan.state === 'cancelled' ? (
        <ImageOff aria-hidden size={16} strokeWidth={1.5} />
      ) : (
        <Image aria-hidden size={16} strokeWidth={1.5} className="animate-pulse" />
      )}
    </span>
  );
}
