import type { Exchange, Scan } from '@webhood/contract';
import { ArrowDown, ArrowUp, Download, X } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { buttonClass, IconButton } from '../../ui/button.tsx';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { HashValue } from '../../ui/evidence/hash-value.tsx';
import { shownLine } from '../../ui/evidence/shown-line.ts';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { byteSize } from '../../ui/size.ts';
import { strings } from '../../ui/strings.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import { duration } from '../../ui/time.ts';
import { BodyView } from './body-view.tsx';
import { CookieFacts, Messages } from './exchange-extras.tsx';
import { Status } from './network-columns.tsx';
import { TlsFacts } from './tls-facts.tsx';

const text = strings.network.detail;
const more = scanStrings.network.detail;

type ExchangeDetailProps = {
  scan: Scan;
  exchange: Exchange;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

/** Everything about one exchange: beside the table, or over it where there is no room. */
export function ExchangeDetail({
  scan,
  exchange,
  onClose,
  onPrevious,
  onNext,
}: ExchangeDetailProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
  };
  return (
    <aside
      aria-label={text.title(exchange.id)}
      onKeyDown={onKeyDown}
      className="fixed inset-0 z-40 overflow-y-auto border-line bg-raised xl:static xl:z-auto xl:border-l xl:bg-surface"
    >
      <header className="sticky top-0 z-10 flex items-center gap-1 border-line border-b bg-inherit py-1 pr-2 pl-4">
        <h2 className="mr-auto font-semibold text-sm">{text.title(exchange.id)}</h2>
        <IconButton
          label={text.previous}
          icon={ArrowUp}
          disabled={!onPrevious}
          onClick={onPrevious}
        />
        <IconButton label={text.next} icon={ArrowDown} disabled={!onNext} onClick={onNext} />
        <IconButton label={strings.action.close} icon={X} onClick={onClose} />
      </header>
      <div className="flex flex-col divide-y divide-line">
        <General exchange={exchange} />
        <Timing exchange={exchange} />
        {exchange.response?.tls ? (
          <Part title={text.tls}>
            <TlsFacts tls={exchange.response.tls} />
          </Part>
        ) : null}
        {exchange.cookies ? (
          <Part title={more.cookies}>
            <CookieFacts cookies={exchange.cookies} />
          </Part>
        ) : null}
        {exchange.messages ? (
          <Part title={more.messages}>
            <Messages messages={exchange.messages} />
          </Part>
        ) : null}
        <HeaderList title={text.request} headers={exchange.request.headers} />
        {exchange.request.postData === undefined ? null : (
          <Part title={text.post}>
            <p className="whitespace-pre-wrap text-xs">
              <Value value={exchange.request.postData} kind="text" wrap>
                <Evidence text={exchange.request.postData} length={1_000} mono />
              </Value>
            </p>
          </Part>
        )}
        <HeaderList title={text.response} headers={exchange.response?.headers ?? []} />
        <Body scan={scan} exchange={exchange} />
      </div>
    </aside>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="px-4 py-3">
      <h3 className="label-caps mb-2">{title}</h3>
      {children}
    </section>
  );
}

function General({ exchange }: { exchange: Exchange }) {
  const { request, response, failure, initiator } = exchange;
  return (
    <Part title={text.general}>
      <Facts>
        <Fact name={text.url}>
          <Value value={request.url} kind="url" wrap />
        </Fact>
        <Fact name={text.method}>
          <Evidence text={request.method} mono />
        </Fact>
        <Fact name={text.status}>
          <Status exchange={exchange} />{' '}
          {response?.statusText ? <Evidence text={response.statusText} length={80} /> : null}
        </Fact>
        <Fact name={text.failure}>
          {failure ? <Evidence text={failure.error} mono className="text-bad" /> : null}
        </Fact>
        <Fact name={more.blockedReason}>
          {failure?.blockedReason ? <Evidence text={failure.blockedReason} length={120} /> : null}
        </Fact>
        <Fact name={more.corsError}>
          {failure?.corsError ? <Evidence text={failure.corsError} length={120} /> : null}
        </Fact>
        <Fact name={text.version}>
          {response ? <Evidence text={response.httpVersion} mono /> : null}
        </Fact>
        <Fact name={text.address}>
          {response?.remoteAddress ? (
            <span className="flex items-center">
              <Value value={response.remoteAddress.ip} kind="ip" wrap />
              <span className="shrink-0 text-faint text-xs">:{response.remoteAddress.port}</span>
            </span>
          ) : null}
        </Fact>
        <Fact name={text.type}>
          <Evidence text={exchange.resourceType} length={60} />
        </Fact>
        <Fact name={more.document}>
          {exchange.documentUrl && exchange.documentUrl !== request.url ? (
            <Value value={exchange.documentUrl} kind="url" />
          ) : null}
        </Fact>
        <Fact name={text.target}>{exchange.target.replace('_', ' ')}</Fact>
        <Fact name={text.initiator}>
          {initiator ? (
            <>
              <Evidence text={initiator.type} />
              {initiator.line === undefined ? '' : `, ${text.line(shownLine(initiator.line))}`}
              {initiator.column === undefined ? '' : `:${shownLine(initiator.column)}`}
              {initiator.functionName ? (
                <>
                  {' '}
                  {more.function} <Evidence text={initiator.functionName} length={80} mono />
                </>
              ) : null}
              {initiator.url ? <Value value={initiator.url} kind="url" className="flex" /> : null}
            </>
          ) : null}
        </Fact>
        <Fact name={text.source}>
          {response?.fromCache ? text.cache : response?.fromServiceWorker ? text.worker : null}
        </Fact>
        <Fact name={text.transferred}>
          {exchange.transferredBytes === undefined ? null : byteSize(exchange.transferredBytes)}
        </Fact>
      </Facts>
    </Part>
  );
}

const PHASES = [
  'blockedMs',
  'connectMs',
  'tlsMs',
  'sendMs',
  'waitMs',
  'receiveMs',
  'totalMs',
] as const;

function Timing({ exchange }: { exchange: Exchange }) {
  return (
    <Part title={text.timing}>
      <Facts>
        <Fact name={text.started}>+{duration(exchange.startedMs)}</Fact>
        {PHASES.map((phase) => {
          const ms = exchange.timing[phase];
          return ms === undefined ? null : (
            <Fact key={phase} name={strings.network.timing[phase]}>
              <span className="tabular-nums">{duration(ms)}</span>
            </Fact>
          );
        })}
      </Facts>
    </Part>
  );
}

type HeaderListProps = { title: string; headers: readonly { name: string; value: string }[] };

function HeaderList({ title, headers }: HeaderListProps) {
  return (
    <Part title={`${title} (${headers.length})`}>
      {headers.length === 0 ? (
        <p className="text-faint text-xs">{text.none}</p>
      ) : (
        <dl className="flex flex-col gap-1 font-mono text-xs">
          {headers.map(({ name, value }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: repetition on the wire is evidence
            <div key={index} className="min-w-0">
              <dt className="inline text-faint">
                <Evidence text={name} length={100} />:{' '}
              </dt>
              <dd className="inline">
                <Evidence text={value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Part>
  );
}

/** Whether content and declaration tell of different things; parameters do not matter. */
function isOtherType(declared: string, detected: string): boolean {
  const bare = (type: string) => type.split(';')[0]?.trim().toLowerCase();
  return declared !== '' && bare(declared) !== bare(detected);
}

function Body({ scan, exchange }: { scan: Scan; exchange: Exchange }) {
  const { body, response } = exchange;
  return (
    <Part title={text.body}>
      <Facts>
        <Fact name={text.mediaType}>
          {response?.mediaType ? <Evidence text={response.mediaType} mono /> : null}
        </Fact>
        <Fact name={more.detected}>
          {body?.detectedType ? (
            <>
              <Evidence text={body.detectedType} mono />
              {response && isOtherType(response.mediaType, body.detectedType) ? (
                <Badge tone="warn" className="ml-1.5">
                  {more.mismatch}
                </Badge>
              ) : null}
            </>
          ) : null}
        </Fact>
        <Fact name={text.size}>{body?.size === undefined ? null : byteSize(body.size)}</Fact>
        <Fact name={text.sha256}>
          {body?.sha256 ? <HashValue sha256={body.sha256} full /> : null}
        </Fact>
        <Fact name={text.completeness}>{body?.unfinished ? text.unfinished : null}</Fact>
        <Fact name={text.notKept}>
          {body?.omitted ? strings.network.omissions[body.omitted] : null}
        </Fact>
      </Facts>
      {body?.sha256 ? (
        <div className="mt-3 flex flex-wrap gap-2">
          <a
            href={client.scans.urls.artifact(scan.id, body.sha256)}
            download={`${body.sha256}.bin`}
            className={buttonClass('secondary')}
          >
            <Download aria-hidden size={15} />
            {text.downloadBody}
          </a>
          <BodyView scan={scan} exchange={exchange} sha256={body.sha256} />
        </div>
      ) : body ? null : (
        <p className="text-faint text-xs">{text.none}</p>
      )}
    </Part>
  );
}
