import type { Scan } from '@webhood/contract';
import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { hostOf } from '../../ui/evidence/defang.ts';
import { Section } from '../../ui/facts.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Empty } from '../../ui/states.tsx';
import { strings } from '../../ui/strings.ts';
import { compareStrings as text } from '../../ui/strings-compare.ts';
import { PixelDifference } from './pixel-difference.tsx';
import { ScrollBox } from './scroll-box.tsx';

type Pair = { a: Scan; b: Scan };
const MODES = ['side', 'slider', 'difference'] as const;
type Mode = (typeof MODES)[number];

/** The pictures of both, in the way that shows best what differs. */
export function Screenshots({ a, b }: Pair) {
  const [mode, setMode] = useState<Mode>('side');
  const has = a.screenshots.length > 0 && b.screenshots.length > 0;
  return (
    <Section
      title={text.screenshots}
      aside={
        has ? (
          <Segmented
            label={text.mode}
            value={mode}
            options={MODES.map((value) => ({ value, label: text.modes[value] }))}
            onChange={setMode}
          />
        ) : null
      }
    >
      {has ? (
        mode === 'side' ? (
          <SideBySide a={a} b={b} />
        ) : mode === 'slider' ? (
          <Slider a={a} b={b} />
        ) : (
          <PixelDifference a={a.id} b={b.id} />
        )
      ) : (
        <Empty icon={ImageOff} title={text.noScreenshots} />
      )}
    </Section>
  );
}

function Picture({ scan, label, className }: { scan: Scan; label: string; className?: string }) {
  const name = hostOf(scan.final_url || scan.url) ?? strings.scan.title;
  return (
    <img
      src={client.scans.urls.screenshot(scan.id, 'display')}
      alt={`${label}: ${strings.scans.screenshotOf(name)}`}
      className={className}
    />
  );
}

function SideBySide({ a, b }: Pair) {
  return (
    <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
      {[
        { scan: a, label: text.first },
        { scan: b, label: text.second },
      ].map(({ scan, label }) => (
        <figure key={label} className="min-w-0">
          <figcaption className="label-caps mb-1">{label}</figcaption>
          <ScrollBox className="max-h-[32rem] min-h-48">
            <Picture scan={scan} label={label} className="block w-full" />
          </ScrollBox>
        </figure>
      ))}
    </div>
  );
}

function Slider({ a, b }: Pair) {
  const [percent, setPercent] = useState(50);
  return (
    <div className="flex flex-col gap-3">
      <label className="flex items-center gap-3 text-muted text-xs">
        {text.first}
        <input
          type="range"
          min={0}
          max={100}
          value={percent}
          aria-label={text.sliderLabel}
          onChange={(event) => setPercent(Number(event.target.value))}
          className="w-full accent-accent"
        />
        {text.second}
      </label>
      <ScrollBox className="max-h-[40rem] min-h-48">
        <div className="relative">
          <Picture scan={a} label={text.first} className="block w-full" />
          <div
            className="absolute inset-0 overflow-hidden"
            style={{ clipPath: `inset(0 ${100 - percent}% 0 0)` }}
          >
            <Picture scan={b} label={text.second} className="block w-full bg-sunken" />
          </div>
          <span
            aria-hidden
            className="absolute inset-y-0 w-0.5 -translate-x-1/2 bg-accent"
            style={{ left: `${percent}%` }}
          />
        </div>
      </ScrollBox>
    </div>
  );
}
