import { useQuery } from '@tanstack/react-query';
import type { Exchange, Scan } from '@webhood/contract';
import { Eye } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { client } from '../../api/client.ts';
import { describeError } from '../../api/describe-error.ts';
import { Button } from '../../ui/button.tsx';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { byteSize } from '../../ui/size.ts';
import { Skeleton } from '../../ui/states.tsx';
import { scanStrings } from '../../ui/strings-scan.ts';
import {
  formatJson,
  hexDump,
  IMAGE_BYTES,
  PREVIEW_BYTES,
  type PreviewKind,
  previewKind,
  readStart,
} from './body-preview.ts';

const text = scanStrings.network.detail;
const SHOWN_LENGTH = 4_000;

type BodyViewProps = { scan: Scan; exchange: Exchange; sha256: string };

/** A look at a body without downloading it; read only when asked for. */
export function BodyView({ scan, exchange, sha256 }: BodyViewProps) {
  const [wanted, setWanted] = useState(false);
  const kind = previewKind(exchange.response?.mediaType ?? '', exchange.body?.detectedType);
  const bound = kind === 'image' ? IMAGE_BYTES : PREVIEW_BYTES;
  const { data, error } = useQuery({
    queryKey: ['body-preview', scan.id, sha256, bound],
    queryFn: async ({ signal }) => {
      const { stream } = await client.scans.openArtifact(scan.id, sha256, { signal });
      return readStart(stream, bound);
    },
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  if (!wanted) {
    return (
      <Button icon={Eye} onClick={() => setWanted(true)}>
        {text.showPreview}
      </Button>
    );
  }
  if (error) return <p className="text-bad text-xs">{describeError(error).message}</p>;
  if (!data) {
    return (
      <div role="status" aria-busy aria-label={text.loadingPreview} className="w-full">
        <Skeleton className="h-24 w-full" />
      </div>
    );
  }
  if (kind === 'image' && data.isCut) {
    return <p className="text-muted text-xs">{text.tooLargeForPreview(byteSize(bound))}</p>;
  }
  return (
    <div className="flex w-full min-w-0 flex-col gap-2">
      {kind === 'image' ? (
        <ImagePreview bytes={data.bytes} type={exchange.body?.detectedType ?? 'image/png'} />
      ) : (
        <TextPreview bytes={data.bytes} kind={kind} />
      )}
      {data.isCut ? <p className="text-faint text-xs">{text.previewCut(byteSize(bound))}</p> : null}
    </div>
  );
}

function ImagePreview({ bytes, type }: { bytes: Uint8Array<ArrayBuffer>; type: string }) {
  const [src, setSrc] = useState<string | null>(null);
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([bytes], { type }));
    setSrc(url);
    return () => URL.revokeObjectURL(url);
  }, [bytes, type]);
  if (src === null) return null;
  return (
    <img
      src={src}
      alt={text.preview}
      className="max-h-72 max-w-full self-start border border-line bg-sunken object-contain"
    />
  );
}

type TextForm = 'formatted' | 'raw' | 'hex';

function TextPreview({
  bytes,
  kind,
}: {
  bytes: Uint8Array<ArrayBuffer>;
  kind: Exclude<PreviewKind, 'image'>;
}) {
  const forms: TextForm[] = [...(kind === 'json' ? (['formatted'] as const) : []), 'raw', 'hex'];
  const [form, setForm] = useState<TextForm>(kind === 'bytes' ? 'hex' : (forms[0] ?? 'raw'));
  const shown = useMemo(() => {
    if (form === 'hex') return hexDump(bytes);
    const decoded = new TextDecoder().decode(bytes);
    return form === 'formatted' ? formatJson(decoded) : decoded;
  }, [bytes, form]);
  return (
    <>
      <Segmented
        label={text.preview}
        value={form}
        options={forms.map((value) => ({ value, label: text[value] }))}
        onChange={setForm}
      />
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
        tabIndex={0}
        className="max-h-96 overflow-auto whitespace-pre-wrap rounded-md bg-sunken p-2 text-xs"
      >
        <Evidence key={form} text={shown} length={SHOWN_LENGTH} mono />
      </pre>
    </>
  );
}
