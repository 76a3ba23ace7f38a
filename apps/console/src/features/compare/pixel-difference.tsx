import { ImageOff } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { client } from '../../api/client.ts';
import { Empty, Skeleton } from '../../ui/states.tsx';
import { compareStrings } from '../../ui/strings-compare.ts';
import type { PixelAnswer, PixelQuestion } from './pixel-worker.ts';
import { ScrollBox } from './scroll-box.tsx';
import { useWorker } from './use-worker.ts';

const text = compareStrings.difference;

const start = () => new Worker(new URL('./pixel-worker.ts', import.meta.url), { type: 'module' });

/** What differs between the screenshots of two scans, in red over a pale picture. */
export function PixelDifference({ a, b }: { a: string; b: string }) {
  const question = useMemo(
    () => ({
      a: client.scans.urls.screenshot(a, 'display'),
      b: client.scans.urls.screenshot(b, 'display'),
    }),
    [a, b],
  );
  const answer = useWorker<PixelQuestion, PixelAnswer>(start, question);
  if (answer === null) {
    return (
      <div aria-busy role="status" aria-label={text.computing}>
        <Skeleton className="h-80" />
      </div>
    );
  }
  if (answer.kind === 'failed') return <Empty icon={ImageOff} title={text.failed} />;
  return <Drawn answer={answer} />;
}

function Drawn({ answer }: { answer: PixelAnswer & { kind: 'compared' } }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { image, share, sizes, cutAt } = answer;
  useEffect(() => {
    canvas.current?.getContext('2d')?.drawImage(image, 0, 0);
  }, [image]);
  const [a, b] = [sizes.a.join(' × '), sizes.b.join(' × ')];
  return (
    <div className="flex flex-col gap-2">
      <p role="status" className="text-sm">
        {share === 0 ? text.equal : text.share(percent(share))}
        {a === b ? '' : `. ${text.sizes(a, b)}`}
        {cutAt === null ? '' : ` ${text.cut(cutAt)}`}
      </p>
      <ScrollBox className="max-h-[40rem]">
        <canvas
          ref={canvas}
          role="img"
          aria-label={text.alt}
          width={image.width}
          height={image.height}
          className="block w-full"
        />
      </ScrollBox>
    </div>
  );
}

/** Never 0 where something differs. */
function percent(share: number): string {
  const value = share * 100;
  return value < 0.01 ? 'Less than 0.01' : value.toFixed(value < 1 ? 2 : 1);
}
