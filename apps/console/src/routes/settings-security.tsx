import { useQuery } from '@tanstack/react-query';
import { SECURITY_AREAS, type SecurityCheck, type SecurityChecklist } from '@webhood/contract';
import { CircleCheck, CircleHelp, CircleX, RotateCw, TriangleAlert } from 'lucide-react';
import { checklistNowQuery } from '../api/queries.ts';
import { SettingsSection } from '../features/settings/settings-section.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Failure, Notice, Skeleton } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { securityStrings as text } from '../ui/strings-security.ts';

export function SecurityPage() {
  const { data, error, refetch, isFetching } = useQuery(checklistNowQuery());
  return (
    <SettingsSection
      title={strings.settings.security}
      intro={text.intro}
      action={
        <Button icon={RotateCw} busy={isFetching} onClick={() => void refetch()}>
          {text.again}
        </Button>
      }
    >
      {data ? <Checklist checklist={data} /> : null}
      {!data && error ? (
        <div className="panel">
          <Failure error={error} onRetry={() => void refetch()} />
        </div>
      ) : null}
      {!data && !error ? (
        <div className="panel flex flex-col gap-4 p-4" aria-busy>
          <Skeleton className="h-5 w-2/3" />
          <Skeleton className="h-5 w-1/2" />
          <Skeleton className="h-5 w-3/5" />
        </div>
      ) : null}
    </SettingsSection>
  );
}

function Checklist({ checklist }: { checklist: SecurityChecklist }) {
  const { checks } = checklist;
  return (
    <>
      <Verdict checks={checks} />
      {SECURITY_AREAS.map((area) => (
        <section key={area} className="flex flex-col gap-2">
          <h3 className="font-medium text-muted text-sm">{text.areas[area]}</h3>
          <ul className="panel divide-y divide-line">
            {checks
              .filter((check) => check.area === area)
              .map((check) => (
                <li key={check.id}>
                  <CheckRow check={check} />
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Verdict({ checks }: { checks: SecurityCheck[] }) {
  const failed = checks.filter(({ outcome }) => outcome === 'fail');
  const mandatory = failed.filter(({ level }) => level === 'mandatory').length;
  if (mandatory > 0) {
    return (
      <Notice tone="bad" icon={TriangleAlert}>
        {text.mandatoryFailed(mandatory)}
      </Notice>
    );
  }
  return (
    <Notice tone="ok" icon={CircleCheck}>
      {failed.length === 0 ? text.allPassed : text.mandatoryPassed(failed.length)}
    </Notice>
  );
}

/** A recommendation that is not followed is a choice; a mandatory item is not. */
function lookOf({ outcome, level }: SecurityCheck) {
  if (outcome === 'pass') return { Icon: CircleCheck, colour: 'text-ok' };
  if (outcome === 'unknown') return { Icon: CircleHelp, colour: 'text-muted' };
  return level === 'mandatory'
    ? { Icon: CircleX, colour: 'text-bad' }
    : { Icon: TriangleAlert, colour: 'text-warn' };
}

function CheckRow({ check }: { check: SecurityCheck }) {
  const { Icon, colour } = lookOf(check);
  return (
    <div className="flex items-start gap-3 px-4 py-3">
      <Icon
        role="img"
        aria-label={text.outcomes[check.outcome]}
        size={17}
        className={`mt-0.5 shrink-0 ${colour}`}
      />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{check.title}</span>
          {check.level === 'mandatory' ? <Badge>{text.mandatory}</Badge> : null}
        </p>
        <p className="mt-0.5 break-words text-muted text-xs">{check.found}</p>
        {check.remedy ? (
          <p className="mt-1.5 break-words text-sm">
            <span className="font-medium">{text.fix}</span> {check.remedy}
          </p>
        ) : null}
      </div>
    </div>
  );
}
