import type { Lookup } from '@webhood/contract';
import { ExternalLink, TriangleAlert } from 'lucide-react';
import { Button, buttonClass } from '../button.tsx';
import { Overlay } from '../overlay.tsx';
import { Notice } from '../states.tsx';
import { strings } from '../strings.ts';
import { evidenceStrings } from '../strings-evidence.ts';
import { Evidence } from './evidence.tsx';
import { lookupUrl } from './lookups.ts';

const text = evidenceStrings.lookup;

type LookupDialogProps = { lookup: Lookup; value: string; open: boolean; onClose: () => void };

/** Asked before a value leaves the installation; only its button opens anything. */
export function LookupDialog({ lookup, value, open, onClose }: LookupDialogProps) {
  const url = lookupUrl(lookup, value);
  const { host } = new URL(url);
  return (
    <Overlay
      open={open}
      onClose={onClose}
      title={text.title(lookup.name)}
      footer={
        <>
          <Button onClick={onClose}>{strings.action.cancel}</Button>
          <a
            href={url}
            target="_blank"
            rel="noreferrer noopener"
            onClick={onClose}
            className={buttonClass('primary')}
          >
            <ExternalLink aria-hidden size={15} />
            {text.open(host)}
          </a>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Notice tone="warn" icon={TriangleAlert}>
          {text.body(host)}
        </Notice>
        <p className="max-h-40 overflow-y-auto rounded-md bg-sunken px-3 py-2 text-xs">
          <Evidence text={value} mono />
        </p>
        <p className="text-faint text-xs">{text.opens}</p>
      </div>
    </Overlay>
  );
}
