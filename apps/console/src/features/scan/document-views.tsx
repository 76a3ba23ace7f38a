import { useQuery } from '@tanstack/react-query';
import type { Report, Scan } from '@webhood/contract';
import { FileCode, FileText } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { artifactTextQuery, htmlQuery } from '../../api/queries.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { byteSize } from '../../ui/size.ts';
import { Empty, Failure, Skeleton } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import { SourceViewer } from './source-viewer.tsx';
import { useFormatted } from './use-formatted.ts';

const text = scanStrings.dom;
/** Parsing more than this for colours makes the editor stutter. */
const COLOURED_LENGTH = 5_000_000;
/** A formatted document is a second copy, and larger. */
const FORMATTED_LENGTH = 20_000_000;

type ViewProps = { scan: Scan; report: Report };

/** The page's HTML as text: read, searched and copied, never rendered. */
export function HtmlView({ scan, report }: ViewProps) {
  const { data: html, error, refetch } = useQuery(htmlQuery(scan.id, scan.attempt));
  if (html === undefined) {
    return (
      <Pending error={error} onRetry={() => void refetch()} label={strings.scan.html.loading} />
    );
  }
  if (html === '') return <Nothing icon={FileCode} title={strings.scan.html.empty} />;
  // As kept and listed among the artifacts: bytes, where the text here has characters.
  const kept = report.artifacts.find(({ path }) => path === 'page.html');
  return <Html html={html} bytes={kept?.size ?? new TextEncoder().encode(html).length} />;
}

function Html({ html, bytes }: { html: string; bytes: number }) {
  const [form, setForm] = useState<'kept' | 'formatted'>('kept');
  const canFormat = html.length <= FORMATTED_LENGTH;
  const formatted = useFormatted(html, form === 'formatted' && canFormat);
  const source = formatted ?? html;
  const coloured = source.length <= COLOURED_LENGTH;
  const state = form === 'formatted' && formatted === null ? `${text.formatting} · ` : '';
  const size = coloured ? byteSize(bytes) : strings.scan.html.large(byteSize(bytes));
  return (
    <SourceViewer
      label={strings.scan.html.title}
      source={source}
      coloured={coloured}
      note={`${state}${strings.scan.html.source} · ${size}`}
    >
      {canFormat ? (
        <Segmented
          label={text.format}
          value={form}
          options={[
            { value: 'kept', label: text.unformatted },
            { value: 'formatted', label: text.format },
          ]}
          onChange={setForm}
        />
      ) : (
        <span className="text-faint text-xs">
          {text.tooLargeToFormat(byteSize(FORMATTED_LENGTH))}
        </span>
      )}
    </SourceViewer>
  );
}

/** What a person would have read. */
export function TextView({ scan, report }: ViewProps) {
  const artifact = report.artifacts.find(({ kind }) => kind === 'text');
  const { data, error, refetch } = useQuery({
    ...artifactTextQuery(scan.id, artifact?.sha256 ?? ''),
    enabled: artifact !== undefined,
  });
  if (!artifact) return <Nothing icon={FileText} title={text.textMissing} />;
  if (data === undefined) {
    return <Pending error={error} onRetry={() => void refetch()} label={text.loadingText} />;
  }
  if (data === '') return <Nothing icon={FileText} title={strings.scan.html.empty} />;
  return (
    <SourceViewer
      label={text.textTitle}
      source={data}
      coloured={false}
      note={`${text.textTitle} · ${byteSize(artifact.size)}`}
    />
  );
}

function Nothing({ icon, title }: { icon: typeof FileCode; title: string }) {
  return (
    <div className="panel">
      <Empty icon={icon} title={title} />
    </div>
  );
}

const SKELETON_WIDTHS = ['w-9/12', 'w-full', 'w-7/12', 'w-11/12', 'w-8/12', 'w-10/12'];

type PendingProps = { error: unknown; onRetry: () => void; label: string };

function Pending({ error, onRetry, label }: PendingProps): ReactNode {
  return error ? (
    <div className="panel">
      <Failure error={error} onRetry={onRetry} />
    </div>
  ) : (
    <div className="panel flex flex-col gap-2 p-4" aria-busy role="status" aria-label={label}>
      {SKELETON_WIDTHS.map((width) => (
        <Skeleton key={width} className={width} />
      ))}
    </div>
  );
}
