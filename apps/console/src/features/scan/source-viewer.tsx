import { Search } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { strings } from '../../ui/strings.ts';
import { Switch } from '../../ui/switch.tsx';
import { createHtmlViewer, type HtmlViewer } from './html-viewer.ts';

const text = strings.scan.html;

type SourceViewerProps = {
  label: string;
  source: string;
  coloured: boolean;
  note: string;
  children?: ReactNode;
};

/** Long text to be read, searched and copied, never rendered. */
export function SourceViewer({ label, source, coloured, note, children }: SourceViewerProps) {
  const host = useRef<HTMLDivElement>(null);
  const viewer = useRef<HtmlViewer | null>(null);
  const [wrap, setWrap] = useState(true);
  useEffect(() => {
    if (!host.current) return;
    const created = createHtmlViewer(host.current, source, { label, coloured });
    viewer.current = created;
    return () => created.destroy();
  }, [source, label, coloured]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new viewer starts without wrapping
  useEffect(() => {
    viewer.current?.setWrap(wrap);
  }, [wrap, source, coloured]);
  return (
    <div className="panel overflow-hidden">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-1.5">
        <p className="mr-auto text-faint text-xs tabular-nums">{note}</p>
        {children}
        <Switch label={text.wrap} checked={wrap} onChange={setWrap} />
        <Button icon={Search} onClick={() => viewer.current?.find()}>
          {text.find}
        </Button>
      </header>
      <div ref={host} className="h-[68dvh] min-h-80 overflow-hidden" />
    </div>
  );
}
