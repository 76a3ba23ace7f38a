/** The parts of an exchange that few have: cookies by name, and messages of streams. */
import type { ExchangeCookies, StreamMessages } from '@webhood/contract';
import { Badge } from '../../ui/badge.tsx';
import { Evidence } from '../../ui/evidence/evidence.tsx';
import { Value } from '../../ui/evidence/value-menu.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { byteSize } from '../../ui/size.ts';
import { scanStrings } from '../../ui/strings-scan.ts';
import { duration } from '../../ui/time.ts';

const text = scanStrings.network.detail;
/** The Data tab has them all. */
const MESSAGES_SHOWN = 50;

export function CookieFacts({ cookies }: { cookies: ExchangeCookies }) {
  return (
    <Facts>
      <Fact name={text.cookiesSent}>
        <Names names={cookies.sent} />
      </Fact>
      <Fact name={text.cookiesSet}>
        <Names names={cookies.set} />
      </Fact>
      <Fact name={text.cookiesRefused}>
        {cookies.refused.length === 0 ? null : (
          <ul className="flex flex-col gap-1 text-xs">
            {cookies.refused.map(({ name, when, reasons }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one name may be refused twice
              <li key={index}>
                <Evidence text={name} length={80} mono />{' '}
                <span className="text-muted">
                  {text.refusedWhen[when]}: <Evidence text={reasons.join(', ')} length={160} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Fact>
    </Facts>
  );
}

function Names({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <span className="text-faint">–</span>;
  return (
    <span className="flex flex-wrap gap-x-2 text-xs">
      {names.map((name, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one name may be sent twice
        <Value key={index} value={name} kind="text" field="cookie" wrap />
      ))}
    </span>
  );
}

export function Messages({ messages }: { messages: StreamMessages }) {
  const dropped = messages.dropped + Math.max(0, messages.items.length - MESSAGES_SHOWN);
  return (
    <>
      <ul className="flex flex-col gap-1.5 text-xs">
        {messages.items.slice(0, MESSAGES_SHOWN).map((message, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages have no identity but their place
          <li key={index} className="min-w-0">
            <span className="flex items-center gap-2 text-faint">
              <Badge tone={message.direction === 'sent' ? 'accent' : 'neutral'}>
                {scanStrings.data.directions[message.direction]}
              </Badge>
              +{duration(message.atMs)} · {message.kind} · {byteSize(message.size)}
              {message.event ? <Evidence text={message.event} length={40} /> : null}
            </span>
            <Evidence text={message.data} length={240} mono />
          </li>
        ))}
      </ul>
      {dropped > 0 ? (
        <p className="mt-1.5 text-faint text-xs">{text.messagesDropped(dropped)}</p>
      ) : null}
    </>
  );
}
