import { Menu } from '@base-ui/react/menu';
import { useNavigate } from '@tanstack/react-router';
import { ChevronDown, Copy, ScanSearch, ShieldOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../../ui/class-names.ts';
import { copyText } from '../../ui/clipboard.ts';
import { MenuItem, MenuPopup } from '../../ui/menu.tsx';
import { strings } from '../../ui/strings.ts';
import { defang, type ValueKind } from './defang.ts';
import { clip, escapedString } from './escape-text.ts';
import { Evidence } from './evidence.tsx';
import { UrlText } from './url-text.tsx';

type ValueProps = {
  value: string;
  kind: ValueKind;
  /** Shown instead of the value, for example a shortened hash. */
  children?: ReactNode;
  /** Let a long value take several lines instead of being cut by the layout. */
  wrap?: boolean;
  className?: string;
};

/**
 * A value of the evidence with its menu. It is never a link: what a page chose must not be one
 * click from being opened in the analyst's own browser.
 */
export function Value({ value, kind, children, wrap, className }: ValueProps) {
  return (
    <span
      className={cn('group/value inline-flex min-w-0 max-w-full items-start gap-0.5', className)}
    >
      <span className={cn('min-w-0', !wrap && 'truncate')}>
        {children ?? <ValueText value={value} kind={kind} wrap={wrap ?? false} />}
      </span>
      <ValueMenu value={value} kind={kind} />
    </span>
  );
}

function ValueText({ value, kind, wrap }: { value: string; kind: ValueKind; wrap: boolean }) {
  if (kind === 'url') return <UrlText url={value} wrap={wrap} />;
  return <Evidence text={value} length={wrap ? 300 : 0} mono={kind === 'hash' || kind === 'ip'} />;
}

const HINT_LENGTH = 60;

type Payload = { value: string; kind: ValueKind };

/** A table shows hundreds of values: they share the one menu that `ValueMenuHost` renders. */
const sharedMenu = Menu.createHandle<Payload>();

function ValueMenu({ value, kind }: Payload) {
  return (
    <Menu.Trigger
      handle={sharedMenu}
      payload={{ value, kind }}
      aria-label={strings.evidence.menu(escapedString(clip(value, HINT_LENGTH).text))}
      onClick={(event) => event.stopPropagation()}
      className="mt-px inline-flex size-4.5 shrink-0 items-center justify-center rounded-sm text-faint opacity-0 hover:bg-hover hover:text-text focus-visible:opacity-100 group-hover/value:opacity-100 data-[popup-open]:opacity-100 pointer-coarse:opacity-100"
    >
      <ChevronDown aria-hidden size={13} />
    </Menu.Trigger>
  );
}

export function ValueMenuHost() {
  return (
    <Menu.Root handle={sharedMenu}>
      {({ payload }) => (
        <MenuPopup align="start">
          {payload ? <ValueMenuItems value={payload.value} kind={payload.kind} /> : null}
        </MenuPopup>
      )}
    </Menu.Root>
  );
}

function ValueMenuItems({ value, kind }: Payload) {
  const navigate = useNavigate();
  const defanged = defang(value, kind);
  // In the history's state, not in the address: a reload must not send it to any server's log.
  const scanIt = () => navigate({ to: '/', state: { scanUrl: value } });
  return (
    <>
      <MenuItem icon={Copy} onClick={() => void copyText(value)}>
        {strings.evidence.copy}
      </MenuItem>
      {defanged === value ? null : (
        <MenuItem icon={ShieldOff} onClick={() => void copyText(defanged)}>
          {strings.evidence.copyDefanged}
        </MenuItem>
      )}
      {kind === 'url' || kind === 'domain' || kind === 'ip' ? (
        <MenuItem icon={ScanSearch} onClick={() => void scanIt()}>
          {strings.evidence.scan}
        </MenuItem>
      ) : null}
    </>
  );
}
