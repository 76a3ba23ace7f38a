/** What a listener that comes back is told first: what it missed, before what happens now. */
import type { ServerEvent } from '@webhood/contract';

/** What may happen while it is told what it missed, a matter of milliseconds. */
const MAX_HELD = 1_000;

export type Deliver = (event: ServerEvent, id: string) => void;

/** Holds back what happens until `release`. */
export function holdBack(deliver: Deliver) {
  let held: { event: ServerEvent; id: string }[] | undefined = [];
  let isTooMuch = false;
  return {
    deliver: (event: ServerEvent, id: string) => {
      if (!held) deliver(event, id);
      else if (held.length < MAX_HELD) held.push({ event, id });
      else isTooMuch = true;
    },
    isHolding: () => held !== undefined,
    /** `told`: when each scan that was told of had been changed last. `id`: of the present place. */
    release: (told: ReadonlyMap<string, string>, id: string) => {
      const waiting = held ?? [];
      held = undefined;
      if (isTooMuch) return deliver({ event: 'resync', data: {} }, id);
      for (const each of waiting) if (!isOlder(each.event, told)) deliver(each.event, each.id);
    },
  };
}

/** Looked up before what was told of the same scan. */
function isOlder(event: ServerEvent, told: ReadonlyMap<string, string>): boolean {
  if (event.event !== 'scan') return false;
  const updated = told.get(event.data.id);
  return updated !== undefined && event.data.updated < updated;
}
