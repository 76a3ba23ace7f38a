import { Kbd } from '../../ui/kbd.tsx';
import { Overlay } from '../../ui/overlay.tsx';
import { strings } from '../../ui/strings.ts';

const text = strings.shortcuts;

const SHORTCUTS: readonly [key: string, meaning: string][] = [
  ['Ctrl K', text.palette],
  ['/', text.focus],
  ['n', text.newScan],
  ['j', text.next],
  ['k', text.previous],
  ['Enter', text.open],
  ['Esc', text.escape],
  ['x', text.select],
  ['?', text.help],
];

export function ShortcutsHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Overlay open={open} onClose={onClose} title={text.title}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-sm">
        {SHORTCUTS.map(([key, meaning]) => (
          <div key={key} className="contents">
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd className="text-muted">{meaning}</dd>
          </div>
        ))}
      </dl>
    </Overlay>
  );
}
