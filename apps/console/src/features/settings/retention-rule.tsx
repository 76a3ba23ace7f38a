import { RETENTION_BOUNDS, TERMINAL_STATES } from '@webhood/contract';
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { IconButton } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { retentionStrings as text } from '../../ui/strings-retention.ts';
import type { RuleDraft, RuleFault } from './retention-draft.ts';

type RetentionRuleFieldsProps = {
  /** From 1. */
  number: number;
  isLast: boolean;
  draft: RuleDraft;
  faults: readonly RuleFault[];
  onChange: (draft: RuleDraft) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
};

const BOUNDS = ['maxAgeDays', 'maxCount', 'maxBytes'] as const;
const NUMBER_LENGTH = String(RETENTION_BOUNDS.bytes).length;

/** One rule, as a form: whom it fits, its bounds, and its place among the others. */
export function RetentionRuleFields(props: RetentionRuleFieldsProps) {
  const { number, isLast, draft, faults, onChange, onMove, onRemove } = props;
  const errorOf = (field: RuleFault) => (faults.includes(field) ? text.faults[field] : null);
  return (
    <fieldset className="flex flex-col gap-3 px-4 py-3">
      <legend className="sr-only">{text.rule(number)}</legend>
      <div className="flex items-center gap-1">
        <span aria-hidden className="flex-1 font-medium text-sm">
          {text.rule(number)}
        </span>
        <IconButton
          label={text.up(number)}
          icon={ArrowUp}
          disabled={number === 1}
          onClick={() => onMove(-1)}
        />
        <IconButton
          label={text.down(number)}
          icon={ArrowDown}
          disabled={isLast}
          onClick={() => onMove(1)}
        />
        <IconButton label={text.remove(number)} icon={Trash2} onClick={onRemove} />
      </div>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <FormField label={text.tag} hint={text.tagHint} error={errorOf('tag')}>
          {(ids) => (
            <input
              {...ids}
              value={draft.tag}
              autoCapitalize="none"
              spellCheck={false}
              onChange={(event) => onChange({ ...draft, tag: event.target.value })}
              className="field"
            />
          )}
        </FormField>
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 font-medium text-sm">{text.states}</legend>
          <div className="flex h-8 flex-wrap items-center gap-x-4">
            {TERMINAL_STATES.map((state) => (
              <label key={state} className="flex items-center gap-1.5 text-sm">
                <input
                  type="checkbox"
                  checked={draft.states.includes(state)}
                  onChange={(event) =>
                    onChange({
                      ...draft,
                      states: TERMINAL_STATES.filter((each) =>
                        each === state ? event.target.checked : draft.states.includes(each),
                      ),
                    })
                  }
                  className="accent-accent"
                />
                {text.stateNames[state]}
              </label>
            ))}
          </div>
          <p className="text-faint text-xs">{text.statesHint}</p>
        </fieldset>
      </div>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
        {BOUNDS.map((bound) => (
          <FormField key={bound} label={text[bound]} error={errorOf(bound)}>
            {(ids) => (
              <input
                {...ids}
                value={draft[bound]}
                inputMode="decimal"
                maxLength={NUMBER_LENGTH}
                placeholder={text.unbounded}
                onChange={(event) => onChange({ ...draft, [bound]: event.target.value })}
                className="field"
              />
            )}
          </FormField>
        ))}
      </div>
    </fieldset>
  );
}
