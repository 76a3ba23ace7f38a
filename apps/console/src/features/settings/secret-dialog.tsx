import { Copy } from 'lucide-react';
import { type ReactNode, type RefObject, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Overlay } from '../../ui/overlay.tsx';
import { Notice } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { scannerStrings } from '../../ui/strings-scanners.ts';

const text = strings.settings;

export type Secret = {
  title: string;
  secret: string;
  hint?: string;
  /** Of the button that copies it; else it speaks of a token. */
  copyLabel?: string;
  command?: string;
  note?: string;
};

/** A secret that exists in this window and nowhere else once it is closed. */
export function SecretDialog({ secret, onClose }: { secret: Secret | null; onClose: () => void }) {
  const copy = useRef<HTMLButtonElement>(null);
  return (
    <Overlay
      open={secret !== null}
      onClose={onClose}
      wide
      stays
      initialFocus={copy}
      title={secret?.title ?? ''}
      footer={
        <Button tone="primary" onClick={onClose}>
          {text.tokenCopied}
        </Button>
      }
    >
      {secret ? (
        <div className="flex flex-col gap-4">
          <Notice tone="warn">{secret.hint ?? text.tokenOnce}</Notice>
          <CopyField
            label={secret.copyLabel ?? text.copyToken}
            value={secret.secret}
            button={copy}
          />
          {secret.command ? (
            <div>
              <p className="mb-1 font-medium text-sm">{scannerStrings.start}</p>
              <CopyField label={strings.action.copy} value={secret.command} />
              {secret.note ? <p className="mt-2 text-muted text-xs">{secret.note}</p> : null}
            </div>
          ) : null}
        </div>
      ) : null}
    </Overlay>
  );
}

type CopyFieldProps = {
  label: string;
  value: string;
  button?: RefObject<HTMLButtonElement | null>;
};

function CopyField({ label, value, button }: CopyFieldProps): ReactNode {
  return (
    <div className="flex items-start gap-2">
      <code className="min-w-0 flex-1 select-all break-all rounded-md border border-line bg-sunken px-3 py-1.5 font-mono text-xs leading-5">
        {value}
      </code>
      <Button ref={button} icon={Copy} onClick={() => void copyText(value)}>
        {label}
      </Button>
    </div>
  );
}
