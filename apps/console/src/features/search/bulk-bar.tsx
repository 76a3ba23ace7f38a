import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Scan } from '@webhood/contract';
import { Columns2, FileJson, FileSpreadsheet, RotateCw, Tags, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { meQuery } from '../../api/queries.ts';
import { Button, buttonClass, IconButton, Spinner } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { searchStrings } from '../../ui/strings-search.ts';
import { saveScans } from './scan-export.ts';
import { TagDialog } from './tag-dialog.tsx';
import { useBulk } from './use-bulk.ts';

const text = searchStrings.bulk;

type BulkBarProps = { selected: readonly Scan[]; onClear: () => void };

/** What to do with the selected scans; at the foot of the window while there are some. */
export function BulkBar({ selected, onClear }: BulkBarProps) {
  const { data: me } = useSuspenseQuery(meQuery());
  const [asking, setAsking] = useState<'rescan' | 'remove' | 'tag' | null>(null);
  const { progress, rescan, remove, tag } = useBulk();
  const mayChange = me.role !== 'viewer';
  const [a, b] = selected;
  const count = selected.length;
  if (count === 0 && progress === null) return null;
  const confirm = async (what: 'rescan' | 'remove') => {
    setAsking(null);
    await (what === 'rescan' ? rescan(selected) : remove(selected));
    onClear();
  };
  return (
    <section
      aria-label={text.label}
      data-foot-bar
      className="fixed inset-x-3 bottom-18 z-20 mx-auto flex w-fit max-w-full flex-wrap items-center gap-2 rounded-lg border border-line-strong bg-raised p-2 shadow-float lg:bottom-5 lg:left-58"
    >
      {progress ? (
        <span role="status" className="flex items-center gap-2 px-2 text-sm tabular-nums">
          <Spinner />
          {text.progress(progress.done, progress.total)}
        </span>
      ) : (
        <>
          <span role="status" className="px-2 font-medium text-sm tabular-nums">
            {searchStrings.selected(count)}
          </span>
          {a && b && count === 2 ? (
            <Link to="/compare" search={{ a: b.id, b: a.id }} className={buttonClass()}>
              <Columns2 aria-hidden size={15} />
              {text.compare}
            </Link>
          ) : null}
          {mayChange ? (
            <Button icon={Tags} onClick={() => setAsking('tag')}>
              {text.tag}
            </Button>
          ) : null}
          {mayChange ? (
            <Button icon={RotateCw} onClick={() => setAsking('rescan')}>
              {text.rescan}
            </Button>
          ) : null}
          <Button icon={FileSpreadsheet} onClick={() => saveScans('csv', selected)}>
            {text.csv}
          </Button>
          <Button icon={FileJson} onClick={() => saveScans('json', selected)}>
            {text.json}
          </Button>
          {mayChange ? (
            <Button icon={Trash2} className="text-bad" onClick={() => setAsking('remove')}>
              {text.remove}
            </Button>
          ) : null}
          <IconButton label={searchStrings.unselect} icon={X} onClick={onClear} />
        </>
      )}
      <TagDialog
        open={asking === 'tag'}
        count={count}
        onClose={() => setAsking(null)}
        onTag={(wanted) => {
          setAsking(null);
          void tag(selected, wanted);
        }}
      />
      <Confirm
        open={asking === 'remove'}
        onClose={() => setAsking(null)}
        onConfirm={() => void confirm('remove')}
        title={text.removeTitle(count)}
        body={text.removeBody}
        action={text.remove}
      />
      <Confirm
        open={asking === 'rescan'}
        onClose={() => setAsking(null)}
        onConfirm={() => void confirm('rescan')}
        title={text.rescanTitle(count)}
        body={text.rescanBody}
        action={text.rescan}
      />
    </section>
  );
}
