import { addressOf, hostOf } from './addresses.ts';

/** Where a vector's packets are to go: nothing else of the proof goes there. */
export interface Aim {
  name: string;
  address: string;
  /** Plain HTTP on the host. */
  http: string;
  https: string;
}

/** One way in which a page can make a browser send a packet. */
export interface Vector {
  id: string;
  /** The page's markup. */
  page(aim: Aim): string;
  headers?(aim: Aim): Record<string, string>;
  /** Needs a page of its own; the others are frames, several to a page. */
  isTop?: boolean;
  /** Shown by a packet to this address, or a question for this name, in place of its own. */
  seenAt?: Partial<Pick<Aim, 'address' | 'name'>>;
  /** Why an engine, unguarded, does not send anything; it is run all the same. */
  silent?: Partial<Record<Engine, string>>;
}

export type Engine = 'full' | 'shell';

export interface AimedVector extends Vector {
  aim: Aim;
}

/** A test's address is one byte, and the lowest ones are left out. */
const FIRST = 10;

export function aimed(vectors: readonly Vector[]): AimedVector[] {
  return vectors.map((vector, position) => {
    const index = FIRST + position;
    if (index > 254) throw new Error('more vectors than addresses');
    const name = hostOf(vector.id, index);
    const address = addressOf(index);
    return {
      ...vector,
      aim: { name, address, http: `http://${name}/`, https: `https://${name}/` },
    };
  });
}

/** What does not work for want of a feature must not stop the rest of the page. */
export const script = (body: string): string =>
  `<script type="module">try { ${body} } catch (error) { console.log(String(error)); }</script>`;
