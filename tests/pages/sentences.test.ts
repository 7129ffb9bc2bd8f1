import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commonErrors } from '../../contracts/contract';
import { contracts } from '../../contracts/index';
import { categories } from '../../contracts/shapes';
import { membershipEvents, membershipStates } from '../../domain/membership';
import { groupStates } from '../../domain/group';
import { orderEvents, orderStates } from '../../domain/order';
import { refundReasons, refundStates } from '../../domain/refund';
import { buildForTest, type Built } from './built';

interface Saying {
  title: string;
  text: string;
  label: string;
  step: string;
}
interface Sentences {
  refusals: Record<string, Saying>;
  sayingFor(name: string, code: string): Saying;
}
type Names = Record<string, Record<string, string>>;

let built: Built;
let sentences: Sentences;
let words: Names;
beforeAll(async () => {
  built = await buildForTest();
  sentences = built.load<Sentences>('services/sentences.js');
  words = built.load<Names>('services/words.js');
});
afterAll(() => built.remove());

const chinese = /[\u4e00-\u9fff]/;
const refusals = Object.entries(contracts).flatMap(([name, { errors }]) =>
  [...errors, ...commonErrors, 'Offline'].map((code) => [name, code] as const),
);

describe('every refusal', () => {
  it.each(refusals)('%s %s has a sentence and a next step', (name, code) => {
    const saying = sentences.sayingFor(name, code);
    expect(sentences.refusals).toHaveProperty(code);
    expect(saying.title).toMatch(chinese);
    expect(saying.text).toMatch(/。$/);
    expect(saying.label).toMatch(chinese);
    expect(saying.step).toMatch(
      /^(retry|understood|back|discover|orders|order|ticket|group|apply|application|manage|qrs)$/,
    );
  });

  it('has a sentence of its own, and no sentence is left over', () => {
    const codes = new Set(refusals.map(([, code]) => code));
    expect(Object.keys(sentences.refusals).filter((code) => !codes.has(code))).toEqual([]);
    const titles = Object.values(sentences.refusals).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('that this version does not know reads as trouble on our side', () => {
    expect(sentences.sayingFor('getTicket', 'FromTheFuture')).toBe(sentences.refusals['Internal']);
  });

  it('can mean something else to an owner than to a buyer', () => {
    expect(sentences.sayingFor('createOrder', 'NoValidQr').text).toContain('没有扣款');
    expect(sentences.sayingFor('approveMember', 'NoValidQr').text).toContain('先上传群码');
  });
});

describe('every word', () => {
  it.each([
    ['categoryNames', categories],
    ['groupStateNames', groupStates],
    ['orderStateNames', orderStates],
    ['membershipStateNames', membershipStates],
    ['refundStateNames', refundStates],
    ['refundReasonNames', refundReasons],
    ['eventNames', [...orderEvents, ...membershipEvents, 'created']],
  ])('%s names each of its kind', (table, kinds) => {
    expect(Object.keys(words[table] ?? {}).sort()).toEqual([...kinds].sort());
    for (const name of Object.values(words[table] ?? {})) expect(name).toMatch(chinese);
  });
});
