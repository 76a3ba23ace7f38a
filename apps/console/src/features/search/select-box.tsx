import { cn } from '../../ui/class-names.ts';
import { escapedString } from '../../ui/evidence/escape-text.ts';
import { searchStrings as text } from '../../ui/strings-search.ts';

type SelectBoxProps = {
  name: string;
  checked: boolean;
  onToggle: (range: boolean) => void;
  className?: string;
};

/** A checkbox with room to hit it; Shift selects up to it. */
export function SelectBox({ name, checked, onToggle, className }: SelectBoxProps) {
  return (
    <label
      className={cn(
        'relative flex size-8 shrink-0 cursor-pointer items-center justify-center',
        className,
      )}
    >
      <input
        type="checkbox"
        aria-label={text.select(escapedString(name.slice(0, 100)))}
        checked={checked}
        onChange={(event) => {
          const { nativeEvent } = event;
          onToggle(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
        }}
        className="size-3.5 accent-accent"
      />
    </label>
  );
}
