import { createHash } from 'node:crypto';

/** Choices that are always the same for the same text, so that every installation is seeded alike. */
export interface Chance {
  /** A number in [from, to). */
  between(from: number, to: number): number;
  /** A whole number in [from, to]. */
  whole(from: number, to: number): number;
  oneOf<Item>(items: readonly Item[]): Item;
  /** The same items in another order. */
  shuffled<Item>(items: readonly Item[]): Item[];
}

export function chanceOf(text: string): Chance {
  let drawn = 0;
  const unit = (): number => {
    drawn += 1;
    return createHash('sha256').update(`${text}\n${drawn}`).digest().readUInt32BE(0) / 2 ** 32;
  };
  const between = (from: number, to: number): number => from + unit() * (to - from);
  const whole = (from: number, to: number): number => Math.floor(between(from, to + 1));
  return {
    between,
    whole,
    oneOf<Item>(items: readonly Item[]): Item {
      const item = items[whole(0, items.length - 1)];
      if (item === undefined) throw new Error('nothing to choose from');
      return item;
    },
    shuffled: (items) =>
      items
        .map((item) => ({ item, place: unit() }))
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item),
  };
}
