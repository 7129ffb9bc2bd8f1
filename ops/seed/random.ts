import { createHash } from 'node:crypto';

/** Random choices that depend on nothing but a text, so that every installation gets the same seed. */
export interface SeededRandom {
  /** A number in [from, to). */
  between(from: number, to: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** Returns the same items in another order. */
  shuffle<Item>(items: readonly Item[]): Item[];
}

export function seedRandom(text: string): SeededRandom {
  let drawn = 0;
  const draw = (): number => {
    drawn += 1;
    return createHash('sha256').update(`${text}\n${drawn}`).digest().readUInt32BE(0) / 2 ** 32;
  };
  return {
    between: (from, to) => from + draw() * (to - from),
    pick<Item>(items: readonly Item[]): Item {
      const item = items[Math.floor(draw() * items.length)];
      if (item === undefined) throw new Error('cannot pick from an empty list');
      return item;
    },
    shuffle: (items) =>
      items
        .map((item) => ({ item, place: draw() }))
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item),
  };
}
