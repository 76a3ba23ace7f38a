import { useNavigate } from '@tanstack/react-router';
import type { Lookup } from '@webhood/contract';
import { Copy, ExternalLink, ScanSearch, Search, ShieldOff } from 'lucide-react';
import { copyText } from '../clipboard.ts';
import { MenuItem, MenuLine, MenuNote } from '../menu.tsx';
import { strings } from '../strings.ts';
import { evidenceStrings as text } from '../strings-evidence.ts';
import { defang } from './defang.ts';
import { useLookups } from './lookups.ts';
import type { ValuePayload } from './value-payload.ts';
import { valueSearches } from './value-query.ts';

type ValueMenuItemsProps = ValuePayload & { onLookup: (lookup: Lookup) => void };

/** What can be done with one value; also of use inside other menus. */
export function ValueMenuItems({ value, kind, field, onLookup }: ValueMenuItemsProps) {
  const navigate = useNavigate();
  const lookups = useLookups().filter(({ kinds }) => kinds.some((each) => each === kind));
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
      {valueSearches(value, kind, field).map(({ by, q }) => (
        <MenuItem
          key={by}
          icon={Search}
          onClick={() => void navigate({ href: `/search?${new URLSearchParams({ q })}` })}
        >
          {by === 'domain' ? text.searchDomain : text.search}
        </MenuItem>
      ))}
      {kind === 'url' || kind === 'domain' || kind === 'ip' ? (
        <MenuItem icon={ScanSearch} onClick={() => void scanIt()}>
          {strings.evidence.scan}
        </MenuItem>
      ) : null}
      {lookups.length === 0 ? null : (
        <>
          <MenuLine />
          <MenuNote>{text.lookups}</MenuNote>
          {lookups.map((lookup) => (
            <MenuItem key={lookup.name} icon={ExternalLink} onClick={() => onLookup(lookup)}>
              {lookup.name}
            </MenuItem>
          ))}
        </>
      )}
    </>
  );
}
