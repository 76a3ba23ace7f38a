import { Copy, Download } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Overlay } from '../../ui/overlay.tsx';
import { Notice } from '../../ui/states.tsx';
import { accountStrings } from '../../ui/strings-account.ts';

const text = accountStrings.recovery;

type RecoveryCodesDialogProps = { codes: string[] | null; onClose: () => void };

/** They exist in this window and nowhere else once it is closed. */
export function RecoveryCodesDialog({ codes, onClose }: RecoveryCodesDialogProps) {
  const copy = useRef<HTMLButtonElement>(null);
  const all = (codes ?? []).join('\n');
  return (
    <Overlay
      open={codes !== null}
      onClose={onClose}
      stays
      initialFocus={copy}
      title={text.title}
      footer={
        <Button tone="primary" onClick={onClose}>
          {text.stored}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Notice tone="warn">{text.once}</Notice>
        <ul className="grid grid-cols-1 gap-x-6 gap-y-1 rounded-md border border-line bg-sunken px-4 py-3 font-mono text-sm sm:grid-cols-2">
          {(codes ?? []).map((code) => (
            <li key={code} className="whitespace-nowrap">
              {code}
            </li>
          ))}
        </ul>
        <div className="flex flex-wrap gap-2">
          <Button ref={copy} icon={Copy} onClick={() => void copyText(all)}>
            {text.copy}
          </Button>
          <Button icon={Download} onClick={() => save(all)}>
            {text.download}
          </Button>
        </div>
      </div>
    </Overlay>
  );
}

function save(content: string): void {
  const url = URL.createObjectURL(new Blob([`${content}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = text.fileName;
  link.click();
  URL.revokeObjectURL(url);
}
