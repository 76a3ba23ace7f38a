import { Dialog } from '@base-ui/react/dialog';
import { type KeyboardEvent, useId, useState } from 'react';
import { cn } from '../../ui/class-names.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { paletteStrings as text } from '../../ui/strings-palette.ts';
import type { PaletteItem } from './palette-items.ts';
import { usePaletteItems } from './use-palette-items.ts';

type CommandPaletteProps = { open: boolean; onClose: () => void; onHelp: () => void };

/** Everything by typing a few letters: commands, pages, saved searches, recent scans. */
export function CommandPalette({ open, onClose, onHelp }: CommandPaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => next || onClose()} modal="trap-focus">
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Popup className="fixed top-[10dvh] left-1/2 z-50 flex max-h-[70dvh] w-[min(38rem,calc(100vw-1.5rem))] -translate-x-1/2 flex-col overflow-hidden rounded-lg border border-line-strong bg-raised shadow-float outline-none">
          <Dialog.Title className="sr-only">{text.title}</Dialog.Title>
          <PaletteBody onClose={onClose} onHelp={onHelp} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteBody({ onClose, onHelp }: Omit<CommandPaletteProps, 'open'>) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const items = usePaletteItems(typed, onHelp);
  const groups = groupsOf(items);
  const run = (item: PaletteItem | undefined) => {
    if (!item) return;
    onClose();
    item.run();
  };
  // In the order in which they are drawn, which the arrows follow.
  const drawn = groups.flatMap((group) => group.items);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive((active + 1) % Math.max(1, drawn.length));
    else if (event.key === 'ArrowUp')
      setActive((active + drawn.length - 1) % Math.max(1, drawn.length));
    else if (event.key === 'Enter') run(drawn[active]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-label={text.open}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={drawn.length > 0 ? `${id}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={4_096}
        placeholder={text.placeholder}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className="h-12 w-full shrink-0 border-line border-b bg-transparent px-4 text-base outline-none"
      />
      <div
        role="listbox"
        id={`${id}-list`}
        aria-label={text.list}
        tabIndex={-1}
        className="min-h-0 overflow-y-auto p-1.5"
      >
        {groups.map(({ group, items: those, from }) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
          <div key={group} role="group" aria-label={text.groups[group]}>
            <div aria-hidden className="label-caps px-2 pt-2 pb-1">
              {text.groups[group]}
            </div>
            {those.map((item, index) => (
              <Option
                key={item.id}
                id={`${id}-${from + index}`}
                item={item}
                active={from + index === active}
                onPoint={() => setActive(from + index)}
                onRun={() => run(item)}
              />
            ))}
          </div>
        ))}
      </div>
      <p className="flex items-center gap-2 border-line border-t px-3 py-1.5 text-2xs text-faint max-sm:hidden">
        <Kbd>↑</Kbd>
        <Kbd>↓</Kbd>
        <Kbd>Enter</Kbd>
        <Kbd>Esc</Kbd>
      </p>
    </>
  );
}

type OptionProps = {
  id: string;
  item: PaletteItem;
  active: boolean;
  onPoint: () => void;
  onRun: () => void;
};

function Option({ id, item, active, onPoint, onRun }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and takes the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      ref={active ? intoView : undefined}
      onMouseMove={active ? undefined : onPoint}
      onClick={onRun}
      className={cn(
        'flex cursor-pointer items-baseline gap-3 rounded-sm px-2 py-1.5 text-sm',
        active && 'bg-accent-soft',
      )}
    >
      <bdi className="min-w-0 truncate">{item.label}</bdi>
      {item.detail ? (
        <bdi className="ml-auto min-w-0 max-w-1/2 truncate text-faint text-xs">{item.detail}</bdi>
      ) : null}
    </div>
  );
}

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

type Group = { group: PaletteItem['group']; items: PaletteItem[]; from: number };

/** Groups in the order of their first items, with how many stand before each. */
function groupsOf(items: readonly PaletteItem[]): Group[] {
  const byGroup = new Map<PaletteItem['group'], PaletteItem[]>();
  for (const item of items) byGroup.set(item.group, [...(byGroup.get(item.group) ?? []), item]);
  let from = 0;
  return [...byGroup].map(([group, those]) => {
    const found = { group, items: those, from };
    from += those.length;
    return found;
  });
}
