import { beforeAll, describe, expect, it } from 'vitest';
import { commonErrors } from '../../contracts/contract';
import { contracts } from '../../contracts/index';
import { categories } from '../../contracts/shapes';
import { membershipEvents, membershipStates } from '../../domain/membership';
import { admissionRules, groupStates } from '../../domain/group';
import { groupQrStates } from '../../domain/groupQr';
import { orderEvents, orderStates } from '../../domain/order';
import { refundReasons, refundStates } from '../../domain/refund';
import { openBuild } from './built';

interface UserMessage {
  title: string;
  text: string;
  label: string;
  step: string;
}
interface Messages {
  refusalMessages: Record<string, UserMessage>;
  messageFor(name: string, code: string, untilMs?: number): UserMessage;
}
/** Some labels have one wording where prices may be shown and another where not. */
type Tables = Record<string, Record<string, string | Record<'selling' | 'plain', string>>>;
interface Presentations {
  orderStatePresentations: Record<string, { label: string }>;
}

const built = openBuild();
let messages: Messages;
let labels: Tables;
let presentations: Presentations['orderStatePresentations'];
beforeAll(() => {
  messages = built.load<Messages>('services/refusalMessages.js');
  labels = built.load<Tables>('services/labels.js');
  presentations = built.load<Presentations>('services/orderPresentation.js').orderStatePresentations;
});

const chinese = /[\u4e00-\u9fff]/;
const refusals = Object.entries(contracts).flatMap(([name, { errors }]) =>
  [...errors, ...commonErrors, 'Offline'].map((code) => [name, code] as const),
);

describe('refusal messages', () => {
  it.each(refusals)('The refusal of %s with %s has a message and a next step', (name, code) => {
    const message = messages.messageFor(name, code);
    expect(messages.refusalMessages).toHaveProperty(code);
    expect(message.title).toMatch(chinese);
    expect(message.text).toMatch(/。$/);
    expect(message.label).toMatch(chinese);
    expect(message.step).toMatch(
      /^(retry|understood|back|discover|orders|order|ticket|group|apply|application|manage|qrs)$/,
    );
  });

  it('Every code has its own message, and no message is unused', () => {
    const codes = new Set(refusals.map(([, code]) => code));
    expect(Object.keys(messages.refusalMessages).filter((code) => !codes.has(code))).toEqual([]);
    const titles = Object.values(messages.refusalMessages).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('A code that this version does not know reads as an internal error', () => {
    expect(messages.messageFor('getTicket', 'FromTheFuture')).toBe(messages.refusalMessages['Internal']);
  });

  it('A refusal that ends says when, as far as that is known', () => {
    const at = Date.UTC(2027, 10, 23, 10, 30);
    expect(messages.messageFor('createOrder', 'OrdersLapsed', at).text).toContain('2027年11月23日 18:30 起可以再加入');
    expect(messages.messageFor('createOrder', 'OrdersLapsed').text).toContain('过些时候可以再加入');
    expect(messages.messageFor('applyToGroup', 'RefundedTooOften', at).text).toContain('2027年11月23日 18:30 起');
  });

  it('The same code has different messages for an owner and a buyer', () => {
    expect(messages.messageFor('createOrder', 'NoValidQr').text).toContain('没有扣款');
    expect(messages.messageFor('approveMember', 'NoValidQr').text).toContain('先上传群码');
  });
});

describe('labels', () => {
  it.each([
    ['categoryLabels', categories],
    ['admissionLabels', admissionRules],
    ['groupStateLabels', groupStates],
    ['groupQrStateLabels', groupQrStates],
    ['membershipStateLabels', membershipStates],
    ['refundStateLabels', refundStates],
    ['refundReasonLabels', refundReasons],
    ['timelineLabels', [...orderEvents, ...membershipEvents, 'created']],
  ])('%s has a label for each member of its union', (table, members) => {
    const rows = Object.entries(labels[table] ?? {});
    expect(rows.map(([key]) => key).sort()).toEqual([...members].sort());
    for (const [, label] of rows) {
      const wordings = typeof label === 'string' ? [label] : Object.values(label);
      for (const wording of wordings) expect(wording).toMatch(chinese);
    }
  });

  it('orderStatePresentations has a label for each order state', () => {
    expect(Object.keys(presentations).sort()).toEqual([...orderStates].sort());
    for (const { label } of Object.values(presentations)) expect(label).toMatch(chinese);
  });
});
