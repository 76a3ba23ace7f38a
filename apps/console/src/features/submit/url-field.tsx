import { FileText } from 'lucide-react';
import { type ChangeEvent, type DragEvent, type KeyboardEvent, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { escapedString } from '../../ui/evidence/escape-text.ts';
import { byteSize } from '../../ui/size.ts';
import { strings } from '../../ui/strings.ts';
import { submitStrings } from '../../ui/strings-submit.ts';
import { tell } from '../../ui/toast-manager.ts';

const text = submitStrings;
/** A list of URLs; a larger file is something else. */
const FILE_BYTES = 1024 * 1024;
const VISIBLE_LINES = 8;

type UrlFieldProps = { value: string; onChange: (value: string) => void; onSubmit: () => void };

/** The field for one or many URLs; takes pasted text and text files. */
export function UrlField({ value, onChange, onSubmit }: UrlFieldProps) {
  const [isOver, setIsOver] = useState(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onSubmit();
  };
  const onDrop = async (event: DragEvent) => {
    setIsOver(false);
    const file = event.dataTransfer.files[0];
    if (!file) return;
    event.preventDefault();
    const read = await readList(file);
    if (read !== null) onChange(withList(value, read));
  };
  const rows = Math.min(VISIBLE_LINES, Math.max(2, value.split('\n').length));
  return (
    <div className="relative">
      <textarea
        aria-label={strings.submit.label}
        data-main-field
        // biome-ignore lint/a11y/noAutofocus: it is what the page is for
        autoFocus
        rows={rows}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        placeholder={strings.submit.placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(event.dataTransfer.types.includes('Files'));
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => void onDrop(event)}
        className={cn(
          'field resize-none px-3.5 py-2.5 font-mono text-base leading-6',
          isOver && 'border-accent bg-accent-soft',
        )}
      />
      {isOver ? (
        <span className="pointer-events-none absolute inset-0 flex items-center justify-center font-medium text-accent text-sm">
          {text.fileDrop}
        </span>
      ) : null}
    </div>
  );
}

/** The same as dropping a file, for keyboards and phones. */
export function FileButton({ onText }: { onText: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const onChange = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    const read = file ? await readList(file) : null;
    if (input.current) input.current.value = '';
    if (read !== null) onText(read);
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".txt,.csv,.list,text/plain,text/csv"
        aria-label={text.file}
        tabIndex={-1}
        className="hidden"
        onChange={(event) => void onChange(event)}
      />
      <Button tone="ghost" icon={FileText} onClick={() => input.current?.click()}>
        {text.file}
      </Button>
    </>
  );
}

/** Below what is there already. */
export function withList(value: string, list: string): string {
  return value.trim() === '' ? list : `${value.trimEnd()}\n${list}`;
}

async function readList(file: File): Promise<string | null> {
  const name = escapedString(file.name.slice(0, 80));
  if (file.size > FILE_BYTES) {
    tell(strings.toast.submitFailed, text.fileTooLarge(name, byteSize(FILE_BYTES)));
    return null;
  }
  const read = await file.text();
  if (read.includes('\u0000')) {
    tell(strings.toast.submitFailed, text.fileNotText(name));
    return null;
  }
  return read;
}
