import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { isTerminal, type Scan } from '@webhood/contract';
import { Ban, Columns2, Ellipsis, RotateCw, SlidersHorizontal, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { meQuery } from '../../api/queries.ts';
import { IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { strings } from '../../ui/strings.ts';
import { useWasOpen } from '../../ui/use-was-open.ts';
import { useCancelScan, useEditAndRescan, useRemoveScan, useRescan } from './scan-actions.ts';

const text = strings.scans;

/** What can be done with one scan of a list. */
export function ScanMenu({ scan }: { scan: Scan }) {
  const { data: me } = useSuspenseQuery(meQuery());
  const [removing, setRemoving] = useState(false);
  const wasRemoving = useWasOpen(removing);
  if (me.role === 'viewer') return null;
  return (
    <>
      <Menu trigger={<IconButton label={strings.action.more} icon={Ellipsis} />}>
        <ScanMenuItems scan={scan} onRemove={() => setRemoving(true)} />
      </Menu>
      {wasRemoving ? (
        <RemoveConfirm scan={scan} open={removing} onClose={() => setRemoving(false)} />
      ) : null}
    </>
  );
}

function ScanMenuItems({ scan, onRemove }: { scan: Scan; onRemove: () => void }) {
  const cancel = useCancelScan();
  const rescan = useRescan();
  const editAndRescan = useEditAndRescan();
  return (
    <>
      {isTerminal(scan.state) ? (
        <>
          <MenuItem icon={RotateCw} onClick={() => rescan.mutate(scan)}>
            {text.rescan}
          </MenuItem>
          <MenuItem icon={SlidersHorizontal} onClick={() => editAndRescan(scan)}>
            {text.rescanWith}
          </MenuItem>
          <MenuItem icon={Columns2} render={<Link to="/compare" search={{ a: scan.id }} />}>
            {text.compare}
          </MenuItem>
        </>
      ) : (
        <MenuItem icon={Ban} onClick={() => cancel.mutate(scan.id)}>
          {text.cancel}
        </MenuItem>
      )}
      <MenuLine />
      <MenuItem icon={Trash2} danger onClick={onRemove}>
        {text.remove}
      </MenuItem>
    </>
  );
}

type RemoveConfirmProps = { scan: Scan; open: boolean; onClose: () => void };

function RemoveConfirm({ scan, open, onClose }: RemoveConfirmProps) {
  const remove = useRemoveScan(onClose);
  return (
    <Confirm
      open={open}
      onClose={onClose}
      onConfirm={() => remove.mutate(scan.id)}
      title={text.removeTitle}
      body={text.removeBody}
      action={text.remove}
      busy={remove.isPending}
    />
  );
}
