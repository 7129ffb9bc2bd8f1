function mix(bits: number): number {
  let mixed = bits;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

const textMix = (text: string): number =>
  Array.from(text).reduce((bits, letter) => Math.imul(bits ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5);

/** Seeded chance: the same seed gives the same log. */
export class Chance {
  readonly #seed: number;
  #state: number;

  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#state = this.#seed;
  }

  /** Each step has its own chance, so a run without some other steps continues the same way. */
  turnTo(step: number): void {
    this.#state = (this.#seed ^ Math.imul(step + 1, 0x85ebca6b)) >>> 0;
    this.next();
  }

  /** Evenly in [0, 1). A 32-bit mix (Weyl sequence and two multiplications). */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    return mix(this.#state) / 2 ** 32;
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<Value>(values: readonly Value[]): Value {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }

  /** Picks one item by name, so that the choice stays the same when other items come or go. */
  pickByName<Value>(values: readonly Value[], nameOf: (value: Value) => string): Value {
    const salt = this.below(2 ** 32);
    const drawn = values.map((value) => ({ value, lot: mix(textMix(nameOf(value)) ^ salt) }));
    const [first] = drawn.sort((a, b) => a.lot - b.lot);
    if (!first) throw new Error('nothing to pick from');
    return first.value;
  }

  /** One of the names, each as likely as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const names = Object.keys(weights) as Name[];
    let left = this.next() * names.reduce((sum, name) => sum + weights[name], 0);
    for (const name of names) {
      left -= weights[name];
      if (left < 0) return name;
    }
    return names[names.length - 1]!;
  }

  hex(length: number): string {
    return Array.from({ length }, () => this.below(16).toString(16)).join('');
  }

  uuid(): string {
    const digits = this.hex(32);
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
  }
}
