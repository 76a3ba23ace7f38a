import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Overlay } from '../../ui/overlay.tsx';
import { Notice } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';

const text = strings.settings;

export type Secret = { title: string; secret: string; hint?: string; command?: string };

/** A secret that exists in this window and nowhere else once it is closed. */
export function SecretDialog({ secret, onClose }: { secret: Secret | null; onClose: () => void }) {
  return (
    <Overlay
      open={secret !== null}
      onClose={onClose}
      wide
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
          <CopyField label={text.copyToken} value={secret.secret} />
          {secret.command ? (
            <div>
              <p className="mb-1 font-medium text-sm">{strings.scanners.start}</p>
              <CopyField label={strings.action.copy} value={secret.command} />
            </div>
          ) : null}
        </div>
      ) : null}
    </Overlay>
  );
}

function CopyField({ label, value }: { label: string; value: string }): ReactNode {
  return (
    <div className="flex items-start gap-2">
      <code className="min-w-0 flex-1 select-all break-all rounded-md border border-line bg-sunken px-3 py-1.5 font-mono text-xs leading-5">
        {value}
      </code>
      <Button icon={Copy} onClick={() => void copyText(value)}>
        {label}
      </Button>
    </div>
  );
}
