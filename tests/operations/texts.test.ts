import * as v from 'valibot';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contracts, type FunctionName } from '../../contracts';
import { Line, Lines, Name, OptionalLine, OptionalLines } from '../../contracts/shapes';
import { activeKeyOf } from '../../domain/order';
import {
  appliedMembership,
  group,
  groupQr,
  hours,
  membership,
  membershipId,
  orderId,
  paidOrder,
  refund,
  user,
} from './documents';
import { OperationStack } from './operationStack';

interface Node {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Node>>;
  readonly options?: readonly unknown[];
  readonly wrapped?: Node;
  readonly item?: Node;
  readonly pipe?: readonly (Node & { readonly metadata?: { readonly typedByPeople?: boolean } })[];
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** Every string of a schema, with the way to it. */
function stringsOf(node: Node, path: string): { path: string; node: Node }[] {
  const inner = [
    ...Object.entries(node.entries ?? {}).map(([key, entry]) => stringsOf(entry, `${path}.${key}`)),
    ...(node.options ?? []).filter(isNode).map((option) => stringsOf(option, path)),
    ...[node.wrapped, node.item].map((child) => (child ? stringsOf(child, path) : [])),
  ].flat();
  return node.type === 'string' ? [{ path, node }, ...inner] : inner;
}

const names = Object.keys(contracts) as FunctionName[];
const inputs = names.flatMap((name) => stringsOf(contracts[name].input as unknown as Node, name));

/** Free in form, but compared with what the server made, and neither stored nor shown otherwise. */
const comparedOnly = ['resolveSecurityEvent.eventId'];

const isTyped = ({ pipe = [] }: Node): boolean => pipe.some(({ metadata }) => metadata?.typedByPeople === true);
const hasForm = ({ pipe = [] }: Node): boolean => pipe.some(({ type }) => type === 'regex' || type === 'uuid');

describe('text fields of contracts', () => {
  it('Every string that a contract takes is of a fixed form, or cleaned as text that people type', () => {
    const free = inputs.filter(({ path, node }) => !isTyped(node) && !hasForm(node) && !comparedOnly.includes(path));
    expect(free.map(({ path }) => path)).toEqual([]);
  });

  it('The text that people type comes in through these fields', () => {
    const typed = new Set(inputs.filter(({ node }) => isTyped(node)).map(({ path }) => path));
    expect([...typed].sort()).toEqual([
      'applyToGroup.contact',
      'applyToGroup.message',
      'approveMember.reason',
      'createOrder.contact',
      'createOrder.message',
      'listGroups.query',
      'moderateGroup.reason',
      'refundGroup.note',
      'refundOrder.note',
      'saveGroup.text.benefits',
      'saveGroup.text.description',
      'saveGroup.text.intro',
      'saveGroup.text.name',
      'saveGroup.text.ownerIntro',
      'saveProfile.nickname',
      'settleRefund.note',
    ]);
  });
});

const family = '👨‍👩‍👧‍👦';
const schemas = { Name, Line, OptionalLine, Lines, OptionalLines } as const;
const required = { Name, Line, Lines } as const;

describe('text as contracts take it', () => {
  it.each(Object.entries(schemas))('%s counts characters as people see them', (_name, schema) => {
    expect(v.is(schema(20), '读'.repeat(20))).toBe(true);
    expect(v.is(schema(20), '读'.repeat(21))).toBe(false);
    expect(v.is(schema(20), '𠮷'.repeat(20))).toBe(true);
    expect(v.is(schema(20), '🇨🇳'.repeat(20))).toBe(true);
    expect(v.is(schema(20), '🇨🇳'.repeat(21))).toBe(false);
  });

  it.each(Object.entries(schemas))('%s takes twenty families as twenty characters', (_name, schema) => {
    expect(v.is(schema(20), family.repeat(20))).toBe(true);
    expect(v.is(schema(20), family.repeat(21))).toBe(false);
  });

  it.each(Object.entries(schemas))(
    '%s refuses one character of a thousand marks, and seven on one letter',
    (_n, schema) => {
      expect(v.is(schema(20), `a${'\u0301'.repeat(1000)}`)).toBe(false);
      expect(v.is(schema(1000), `a${'\u0301'.repeat(1000)}`)).toBe(false);
      expect(v.is(schema(20), `Z${'\u0323'.repeat(7)}algo`)).toBe(false);
      expect(v.is(schema(20), 'Tiếng Việt ที่นี่')).toBe(true);
    },
  );

  it.each(Object.entries(required))('%s refuses what looks empty', (_name, schema) => {
    for (const empty of [
      '',
      ' ',
      '\u3000\u00A0',
      '\u200B',
      '\u3164',
      '\u2800',
      '\uFFA0',
      '\u202E',
      '\u0301',
      '\u{E0041}',
    ])
      expect(v.is(schema(20), empty), JSON.stringify(empty)).toBe(false);
  });

  it('Name refuses punctuation alone, which a text may be', () => {
    for (const dots of ['...', '·', '。', '_', '-']) {
      expect(v.is(Name(20), dots), dots).toBe(false);
      expect(v.is(Lines(20), dots), dots).toBe(true);
    }
    for (const name of ['7', '📚', '安', '1️⃣']) expect(v.parse(Name(20), name)).toBe(name);
  });

  it('An optional text that looks empty is empty', () => {
    expect(v.parse(OptionalLine(20), '\u3164\u200B')).toBe('');
    expect(v.parse(OptionalLines(20), '\n\u3000\n')).toBe('');
  });

  it('Only a text of several lines keeps its line breaks', () => {
    const text = '一\r\n\r\n\r\n\r\n二\u2028三';
    expect(v.parse(Lines(20), text)).toBe('一\n\n二\n三');
    expect(v.parse(OptionalLines(20), text)).toBe('一\n\n二\n三');
    expect([Name, Line, OptionalLine].map((schema) => v.parse(schema(20), text))).toEqual(Array(3).fill('一 二 三'));
  });

  it.each(Object.entries(schemas))(
    '%s takes again, unchanged, what it has cleaned, and never throws',
    (_name, schema) => {
      const typed = fc.string({ unit: 'binary', maxLength: 40 });
      fc.assert(
        fc.property(typed, (text) => {
          const first = v.safeParse(schema(20), text);
          if (first.success) expect(v.parse(schema(20), first.output)).toBe(first.output);
        }),
        { seed: 19, numRuns: 2000 },
      );
    },
  );
});

describe('documents from before the rules', () => {
  const dirty = (text: string): string => `\u202E${text.slice(0, 1)}\u200B${text.slice(1)}\u3164\u3000\u2800`;
  const old = dirty('旧字');
  const texts = { name: old, intro: old, description: old, benefits: [old], ownerIntro: old, ownerName: old };
  const returned = { event: 'returned', from: 'PendingReview', to: 'Draft', at: hours(-5), actor: 'operator' } as const;
  const oldGroup = group({ ...texts, history: [{ ...returned, note: old }] });
  const oldOrder = paidOrder({ refunds: [refund({ note: old, reason: 'rejected', state: 'Failed' })] });
  const { terms } = oldOrder;

  function stackOf(): OperationStack {
    const stack = new OperationStack();
    const message = JSON.stringify({ message: old, contact: old });
    const benId = 'b'.repeat(32);
    return stack.given({
      users: [user({ nickname: old }), user({ _id: 'oBen', nickname: old }), user({ _id: 'oAdam', operator: 'admin' })],
      groups: [oldGroup],
      groupQrs: [groupQr()],
      orders: [{ ...oldOrder, terms: { ...terms, groupName: old, ownerName: old } }],
      memberships: [
        membership({ rejectedReason: old }),
        appliedMembership({
          _id: benId,
          openid: 'oBen',
          rejectedReason: old,
          encryptedMessage: stack.ports.secrets.seal(message, activeKeyOf(benId, 1)),
        }),
      ],
    });
  }

  const reads = [
    ['login', 'oAnn', {}],
    ['listGroups', 'oAnn', {}],
    ['getGroup', 'oAnn', { groupId: 'g1' }],
    ['getOrder', 'oAnn', { orderId }],
    ['listOrders', 'oAnn', {}],
    ['listMemberships', 'oAnn', {}],
    ['getTicket', 'oAnn', { groupId: 'g1' }],
    ['getMyGroup', 'oOlivia', { groupId: 'g1' }],
    ['listMyGroups', 'oOlivia', {}],
    ['listApplications', 'oOlivia', { filter: 'waiting' }],
    ['getEarnings', 'oOlivia', { month: '2026-11' }],
    ['adminGroups', 'oAdam', { lookup: 'group', groupId: 'g1' }],
    ['adminOrders', 'oAdam', { lookup: 'order', orderId }],
    ['adminIssues', 'oAdam', {}],
  ] as const;

  it.each(reads)('%s shows stored texts clean', async (name, openid, input) => {
    const answer = await stackOf().call(name, openid, input);
    expect(answer).toMatchObject({ ok: true });
    const shown = JSON.stringify(answer);
    expect(shown).not.toMatch(/[\u202E\u200B\u3164\u3000\u2800]/);
    if (name !== 'adminIssues') expect(shown).toContain('旧字');
  });

  it('Every function that only reads is among these', () => {
    const reading = names.filter((name) => /^(get|list|admin|login)/.test(name));
    expect(reads.map(([name]) => name).sort()).toEqual(reading.sort());
  });

  it('A stored name that claims to be official is hidden from buyers, and shown to those who can change it', async () => {
    const stack = new OperationStack().given({
      users: [user({ nickname: '官方客服' })],
      groups: [group({ name: '微信官方群', ownerName: '官方客服' })],
    });
    expect(await stack.call('getGroup', 'oAnn', { groupId: 'g1' })).toMatchObject({
      value: { group: { name: '名称待修改', ownerName: '' } },
    });
    expect(await stack.call('login', 'oAnn', {})).toMatchObject({ value: { nickname: '' } });
    expect(await stack.call('getMyGroup', 'oOlivia', { groupId: 'g1' })).toMatchObject({
      value: { text: { name: '微信官方群' } },
    });
  });

  it('An order freezes the clean names, and its payment never names half a character', async () => {
    const name = `\u202E晨读${family.repeat(9)}`;
    const stack = new OperationStack().given({ groups: [group({ name })], groupQrs: [groupQr()] });
    const key = '0f8fad5b-d9cb-469f-a165-70867728950e';
    await stack.call('createOrder', 'oAnn', { idempotencyKey: key, groupId: 'g1' });
    const order = stack.documents.orders.get(orderId);
    expect(order?.terms.groupName).toBe(`晨读${family.repeat(9)}`);
    expect(order?.paymentRequest.body).toBe(`入群 晨读${family.repeat(3)}`);
    expect(order?.membershipId).toBe(membershipId);
  });
});
