import { useQuery } from '@tanstack/react-query';
import { FileCode, Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { htmlQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { byteSize } from '../../ui/size.ts';
import { Empty, Failure, Skeleton } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { Switch } from '../../ui/switch.tsx';
import { createHtmlViewer, type HtmlViewer } from './html-viewer.ts';
import type { TabProps } from './tab-props.ts';

const text = strings.scan.html;
/** Parsing more than this for colours makes the editor stutter. */
const COLOURED_LENGTH = 5_000_000;

/** The page's HTML as text: read, searched and copied, never rendered. */
export function HtmlTab({ scan, report }: TabProps) {
  const { data: html, error, refetch } = useQuery(htmlQuery(scan.id, scan.attempt));
  if (html === undefined) {
    return error ? (
      <div className="panel">
        <Failure error={error} onRetry={() => void refetch()} />
      </div>
    ) : (
      <div
        className="panel flex flex-col gap-2 p-4"
        aria-busy
        role="status"
        aria-label={text.loading}
      >
        {SKELETON_WIDTHS.map((width) => (
          <Skeleton key={width} className={width} />
        ))}
      </div>
    );
  }
  if (html === '') {
    return (
      <div className="panel">
        <Empty icon={FileCode} title={text.empty} />
      </div>
    );
  }
  // As kept and listed among the artifacts: bytes, where the text here has characters.
  const kept = report.artifacts.find(({ path }) => path === 'page.html');
  return <Viewer html={html} bytes={kept?.size ?? new TextEncoder().encode(html).length} />;
}

const SKELETON_WIDTHS = ['w-9/12', 'w-full', 'w-7/12', 'w-11/12', 'w-8/12', 'w-10/12'];

function Viewer({ html, bytes }: { html: string; bytes: number }) {
  const host = useRef<HTMLDivElement>(null);
  const viewer = useRef<HtmlViewer | null>(null);
  const [wrap, setWrap] = useState(true);
  const coloured = html.length <= COLOURED_LENGTH;
  useEffect(() => {
    if (!host.current) return;
    const created = createHtmlViewer(host.current, html, { label: text.title, coloured });
    viewer.current = created;
    return () => created.destroy();
  }, [html, coloured]);
  useEffect(() => {
    viewer.current?.setWrap(wrap);
  }, [wrap]);
  return (
    <div className="panel overflow-hidden">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-1.5">
        <p className="mr-auto text-faint text-xs tabular-nums">
          {text.source} · {coloured ? byteSize(bytes) : text.large(byteSize(bytes))}
        </p>
        <Switch label={text.wrap} checked={wrap} onChange={setWrap} />
        <Button icon={Search} onClick={() => viewer.current?.find()}>
          {text.find}
        </Button>
      </header>
      <div ref={host} className="h-[68dvh] min-h-80 overflow-hidden" />
    </div>
  );
}
