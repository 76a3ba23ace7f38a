import { Badge, type Tone } from '../../ui/badge.tsx';
import { compareStrings as text } from '../../ui/strings-compare.ts';
import type { DifferenceKind } from './compare-by.ts';

const TONES: Record<DifferenceKind, Tone> = {
  added: 'ok',
  removed: 'bad',
  changed: 'warn',
  same: 'neutral',
};

export function KindBadge({ kind }: { kind: DifferenceKind }) {
  return <Badge tone={TONES[kind]}>{text.kinds[kind]}</Badge>;
}
