import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RETENTION_BOUNDS, type Retention, type RetentionPreview } from '@webhood/contract';
import { Archive, Plus } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { describeError } from '../../api/describe-error.ts';
import { keys } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { byteSize } from '../../ui/size.ts';
import { Empty, Notice } from '../../ui/states.tsx';
import { retentionStrings as text } from '../../ui/strings-retention.ts';
import { tell } from '../../ui/toast-manager.ts';
import { draftOf, emptyDraft, type RuleDraft, ruleOf } from './retention-draft.ts';
import { RetentionRuleFields } from './retention-rule.tsx';

/** The rules as a form. They are saved only after their effect was shown. */
export function RetentionEditor({ retention }: { retention: Retention }) {
  const queryClient = useQueryClient();
  const [drafts, setDrafts] = useState(() => retention.rules.map(draftOf));
  const [changed, setChanged] = useState(false);
  const [tried, setTried] = useState(false);
  const results = drafts.map(ruleOf);
  const rules = results.flatMap((result) => ('rule' in result ? [result.rule] : []));
  const isComplete = rules.length === drafts.length;
  const preview = useMutation({ mutationFn: () => client.retention.preview({ rules }) });
  const save = useMutation({
    mutationFn: () => client.retention.change({ rules }),
    onSuccess: (saved) => {
      tell(text.saved);
      show(saved);
      queryClient.setQueryData(keys.retention, saved);
    },
  });
  const show = (given: Retention) => {
    edit(given.rules.map(draftOf));
    setChanged(false);
  };
  // What was shown is of other rules from now on.
  const edit = (next: RuleDraft[]) => {
    setDrafts(next);
    setChanged(true);
    setTried(false);
    preview.reset();
    save.reset();
  };
  const move = (at: number, by: -1 | 1) => edit(moved(drafts, at, by));
  const isFull = drafts.length >= RETENTION_BOUNDS.rules;
  const error = save.error ?? preview.error;
  return (
    <div className="flex flex-col gap-3">
      <div className="panel">
        {drafts.length === 0 ? (
          <Empty icon={Archive} title={text.emptyTitle}>
            {text.emptyBody}
          </Empty>
        ) : (
          <ol aria-label={text.rulesLabel} className="divide-y divide-line">
            {drafts.map((draft, at) => {
              const result = results[at];
              return (
                <li key={draft.key}>
                  <RetentionRuleFields
                    number={at + 1}
                    isLast={at === drafts.length - 1}
                    draft={draft}
                    faults={tried && result && 'faults' in result ? result.faults : []}
                    onChange={(next) => edit(drafts.map((each) => (each === draft ? next : each)))}
                    onMove={(by) => move(at, by)}
                    onRemove={() => edit(drafts.filter((each) => each !== draft))}
                  />
                </li>
              );
            })}
          </ol>
        )}
      </div>
      <div role="status">{preview.data ? <Effect preview={preview.data} /> : null}</div>
      <div role="alert">
        {error ? <Notice tone="bad">{describeError(error).message}</Notice> : null}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button
          icon={Plus}
          disabled={isFull}
          title={isFull ? text.full(RETENTION_BOUNDS.rules) : undefined}
          onClick={() => edit([...drafts, emptyDraft()])}
        >
          {text.add}
        </Button>
        {changed ? (
          <>
            <Button onClick={() => show(retention)}>{text.discard}</Button>
            <Button
              busy={preview.isPending}
              onClick={() => {
                setTried(true);
                if (isComplete) preview.mutate();
              }}
            >
              {text.preview}
            </Button>
            <Button
              tone={preview.data && preview.data.scans > 0 ? 'danger' : 'primary'}
              disabled={!preview.data}
              title={preview.data ? undefined : text.previewFirst}
              busy={save.isPending}
              onClick={() => save.mutate()}
            >
              {text.save}
            </Button>
          </>
        ) : null}
      </div>
    </div>
  );
}

function Effect({ preview }: { preview: RetentionPreview }) {
  const { scans, bytes, held } = preview;
  return (
    <Notice tone={scans > 0 ? 'warn' : 'ok'}>
      {scans > 0 ? text.wouldRemove(scans, byteSize(bytes)) : text.wouldRemoveNone}
      {held > 0 ? ` ${text.wouldHold(held)}` : null}
    </Notice>
  );
}

function moved(drafts: RuleDraft[], at: number, by: -1 | 1): RuleDraft[] {
  const [draft] = drafts.slice(at, at + 1);
  return draft ? drafts.toSpliced(at, 1).toSpliced(at + by, 0, draft) : drafts;
}
