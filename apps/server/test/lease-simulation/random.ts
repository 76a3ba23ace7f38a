/** Numbers that a seed decides, so that what a seed has shown can be shown again. */
export interface Random {
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** A whole number from 0, below the bound. */
  below(bound: number): number;
}

/** A stream of its own for each race, whatever the others draw. */
export function createRandom(seed: number, race: number): Random {
  // Two xorshift words, from the seed and the race through a multiplicative hash.
  let a = hash(seed ^ 0x2545f491);
  let b = hash(race ^ a);
  const next = (): number => {
    let mixed = a;
    a = b;
    mixed ^= mixed << 13;
    mixed ^= mixed >>> 17;
    mixed ^= b ^ (b >>> 5);
    b = mixed >>> 0;
    return ((a + b) >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    chance: (probability) => next() < probability,
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}

function hash(value: number): number {
  const once = Math.imul((value >>> 0) ^ (value >>> 16), 0x45d9f3b);
  return (Math.imul(once ^ (once >>> 15), 0x2c1b3c6d) ^ (once >>> 13)) >>> 0 || 1;
}
