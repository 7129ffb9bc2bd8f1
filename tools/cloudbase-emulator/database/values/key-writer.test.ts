import fc from 'fast-check';
import { find } from 'mingo';
import { Binary, ObjectId } from 'bson';
import { expect, it } from 'vitest';
import { encodeIdKey, KeyWriter, computeSuccessor } from './key-writer';
import { compareValues } from './order';
import type { Value } from './value';

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.double({ noNaN: false }),
  fc.integer(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\0', 'a', '\u{1F600}', '\uFFFF', 'ÿ') }),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
);
const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('x', 'y', 'xy'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

const encode = (value: Value, direction: 1 | -1 = 1) => new KeyWriter().writeComponent(value, direction).toBuffer();

it('Keys sort like their values', () => {
  fc.assert(
    fc.property(value, value, (left, right) => {
      expect(Math.sign(Buffer.compare(encode(left), encode(right)))).toBe(Math.sign(compareValues(left, right)));
    }),
    { numRuns: 3000, seed: 20261122 },
  );
});

it('Descending keys sort in reverse, and a later component decides only between equal ones', () => {
  fc.assert(
    fc.property(value, value, value, value, (left, right, leftNext, rightNext) => {
      const ordered = compareValues(left, right) || compareValues(rightNext, leftNext);
      const compound = (first: Value, second: Value) =>
        new KeyWriter().writeComponent(first, 1).writeComponent(second, -1).toBuffer();
      expect(Math.sign(Buffer.compare(compound(left, leftNext), compound(right, rightNext)))).toBe(Math.sign(ordered));
      expect(
        Math.sign(Buffer.compare(encode(left, -1), encode(right, -1))) + Math.sign(compareValues(left, right)),
      ).toBe(0);
    }),
    { numRuns: 2000, seed: 20261122 },
  );
});

it('Scalar keys sort as in mingo', () => {
  // mingo compares UTF-16 code units and does not order NaN.
  const plain = scalar.filter((one) => !Number.isNaN(one) && !(typeof one === 'string' && /[\uD800-\uFFFF]/.test(one)));
  fc.assert(
    fc.property(fc.array(plain), (values) => {
      const documents = values.map((one) => ({ one }));
      const byMingo = find(documents, {}).sort({ one: 1 }).all() as { one: Value }[];
      const byKey = documents.toSorted((left, right) => Buffer.compare(encode(left.one), encode(right.one)));
      expect(byKey.map(({ one }) => encode(one))).toEqual(byMingo.map(({ one }) => encode(one)));
    }),
    { seed: 20261122 },
  );
});

it('Types sort in the order of the MongoDB manual', () => {
  const inOrder: Value[] = [
    null,
    Number.NaN,
    -Infinity,
    -1,
    0,
    1,
    Infinity,
    '',
    'z',
    {},
    { a: 1 },
    [],
    [1],
    new Binary(Buffer.from('x')),
    new ObjectId('507f1f77bcf86cd799439011'),
    false,
    true,
    new Date(-1),
    new Date(1),
    /a/,
  ];
  const shuffled = inOrder.toReversed().sort((left, right) => Buffer.compare(encode(left), encode(right)));
  expect(shuffled).toEqual(inOrder);
});

it('The successor of a prefix is above every key with that prefix', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.uint8Array(), (prefix, rest) => {
      fc.pre(prefix.some((byte) => byte !== 0xff));
      expect(Buffer.compare(Buffer.concat([prefix, rest]), computeSuccessor(prefix))).toBe(-1);
      expect(Buffer.compare(prefix, computeSuccessor(prefix))).toBe(-1);
    }),
    { seed: 20261122 },
  );
});

it('Zero and negative zero have the same key', () => {
  expect(encodeIdKey(-0)).toEqual(encodeIdKey(0));
  expect(encodeIdKey('1')).not.toEqual(encodeIdKey(1));
});
