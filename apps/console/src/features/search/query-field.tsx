import { useQuery } from '@tanstack/react-query';
import type { Suggestion } from '@webhood/contract';
import { QUERY_LENGTH } from '@webhood/contract';
import { Search } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react';
import { suggestionsQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { searchStrings as text } from '../../ui/strings-search.ts';
import { faultPlace } from './fault-place.ts';
import { QueryFault } from './query-fault.tsx';
import { useDelayed } from './use-delayed.ts';

/** After the last key, before the server is asked; a typist's pause between words. */
const SUGGEST_AFTER_MS = 120;

type QueryFieldProps = {
  /** The search that is shown. */
  q: string;
  error: unknown;
  onSearch: (q: string) => void;
};

/** The search with completion. Arrows and Tab choose, Enter searches, Escape closes. */
export function QueryField({ q, error, onSearch }: QueryFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState(q);
  const [shownQ, setShownQ] = useState(q);
  // Whoever goes back, or clicks a facet, finds the field as the address says.
  if (shownQ !== q) {
    setShownQ(q);
    setDraft(q);
  }
  const completion = useCompletion(draft, (next, cursor) => {
    setDraft(next);
    // After the value is in the field, or the cursor would jump to its end.
    requestAnimationFrame(() => input.current?.setSelectionRange(cursor, cursor));
  });
  const { open, suggestions, active } = completion;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    completion.close();
    onSearch(draft.trim());
  };
  const place = draft.trim() === q ? faultPlace(error) : null;
  const hasFault = place !== null;
  return (
    <search className="min-w-0 flex-1">
      <form onSubmit={submit} className="flex flex-col gap-1.5">
        <div className="flex gap-2">
          <div className="relative min-w-0 flex-1">
            <Search
              aria-hidden
              size={16}
              className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-faint"
            />
            <input
              ref={input}
              data-main-field
              type="text"
              role="combobox"
              aria-label={text.label}
              aria-expanded={open}
              aria-controls={`${id}-list`}
              aria-autocomplete="list"
              aria-activedescendant={open && active >= 0 ? `${id}-${active}` : undefined}
              aria-invalid={hasFault || undefined}
              aria-describedby={hasFault ? `${id}-fault` : undefined}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              maxLength={QUERY_LENGTH}
              placeholder={text.placeholder}
              value={draft}
              onChange={(event) => {
                setDraft(event.target.value);
                completion.ask(event.target.value, event.target.selectionStart ?? 0);
              }}
              onKeyDown={completion.onKeyDown}
              onBlur={completion.close}
              className="field h-9 pl-9 font-mono text-[0.8125rem]"
            />
            {open ? (
              <SuggestionList
                id={id}
                suggestions={suggestions}
                active={active}
                onChoose={completion.choose}
              />
            ) : null}
          </div>
          <Button type="submit" tone="primary" className="h-9">
            {text.run}
          </Button>
        </div>
        {place ? <QueryFault id={`${id}-fault`} q={q} place={place} /> : null}
      </form>
    </search>
  );
}

type SuggestionListProps = {
  id: string;
  suggestions: readonly Suggestion[];
  active: number;
  onChoose: (suggestion: Suggestion) => void;
};

function SuggestionList({ id, suggestions, active, onChoose }: SuggestionListProps) {
  return (
    <div className="absolute top-full left-0 z-20 w-full max-sm:w-[calc(100vw-2rem)] mt-1 overflow-hidden rounded-md border border-line bg-raised shadow-float">
      <div
        role="listbox"
        id={`${id}-list`}
        aria-label={text.suggestions}
        tabIndex={-1}
        className="max-h-80 overflow-y-auto p-1"
      >
        {suggestions.map((suggestion, index) => (
          <div
            key={`${suggestion.kind} ${suggestion.text}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            ref={index === active ? intoView : undefined}
            // The field keeps the focus, so pressing must not take it.
            onMouseDown={(event) => {
              event.preventDefault();
              onChoose(suggestion);
            }}
            className={cn(
              'flex cursor-pointer items-baseline gap-3 rounded-sm px-2 py-1 text-sm hover:bg-hover',
              index === active && 'bg-accent-soft hover:bg-accent-soft',
            )}
          >
            <span className="truncate font-mono text-[0.8125rem]">{suggestion.text}</span>
            <span className="ml-auto shrink-0 truncate font-mono text-2xs text-faint">
              {suggestion.example ?? text.suggestionKinds[suggestion.kind]}
            </span>
          </div>
        ))}
      </div>
      <p className="flex items-center gap-1.5 border-line border-t px-2 py-1 text-2xs text-faint max-sm:hidden">
        <Kbd>↓</Kbd>
        <Kbd>Tab</Kbd>
        {text.suggestionKeys}
      </p>
    </div>
  );
}

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

/** What is offered for a text and a cursor, and which of it is chosen with the keys. */
function useCompletion(draft: string, onText: (text: string, cursor: number) => void) {
  const [cursor, setCursor] = useState<number | null>(null);
  const [active, setActive] = useState(-1);
  const asked = useDelayed(cursor === null ? null : { q: draft, at: cursor }, SUGGEST_AFTER_MS);
  const { data } = useQuery({
    ...suggestionsQuery(asked?.q ?? '', asked?.at ?? 0),
    enabled: asked !== null,
  });
  const isCurrent = asked?.q === draft && asked.at === cursor;
  const suggestions = isCurrent && data ? data : [];
  const open = cursor !== null && suggestions.length > 0;
  const close = () => {
    setCursor(null);
    setActive(-1);
  };
  const ask = (_text: string, at: number) => {
    setCursor(at);
    setActive(-1);
  };
  const choose = (suggestion: Suggestion) => {
    // A field waits for its value; anything else is done, and the next word begins.
    const end = suggestion.kind === 'field' ? '' : ' ';
    const rest = draft.slice(suggestion.to);
    const before =
      draft.slice(0, suggestion.from) + suggestion.text + (rest.startsWith(' ') ? '' : end);
    onText(before + rest, before.length);
    if (suggestion.kind === 'field') ask('', before.length);
    else close();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (!open) {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      ask(draft, event.currentTarget.selectionStart ?? draft.length);
      return;
    }
    const chosen = suggestions[active] ?? (event.key === 'Tab' ? suggestions[0] : undefined);
    if (event.key === 'ArrowDown') setActive((active + 1) % suggestions.length);
    else if (event.key === 'ArrowUp') setActive(active <= 0 ? suggestions.length - 1 : active - 1);
    else if (event.key === 'Escape') close();
    else if ((event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) && chosen) {
      choose(chosen);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { open, suggestions, active, ask, choose, close, onKeyDown };
}
