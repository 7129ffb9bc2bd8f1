import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Contracts } from '../../contracts';
import type { OutputOf } from '../../contracts/contract';
import type * as groupPage from '../../miniprogram/admin/group/view';
import type * as orderRows from '../../miniprogram/admin/orders/view';
import type * as earnings from '../../miniprogram/owner/earnings/view';
import type * as orderPage from '../../miniprogram/pages/order/view';
import type * as presentation from '../../miniprogram/services/orderPresentation';
import type * as messages from '../../miniprogram/services/refusalMessages';
import { bannedGroup, november, ok, underReview, values } from './answers';
import { openBuild } from './built';
import { Phone } from './phone';

const built = openBuild();

let phone: Phone;
beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue();
  phone = new Phone(built);
});
afterEach(() => vi.unstubAllGlobals());

const nowMs = Date.now();
const admitted: OutputOf<Contracts['getOrder']> = { ...underReview, membershipState: 'Admitted', reviewUntilMs: null };
const viewOf = (order: typeof admitted) =>
  built.load<typeof orderPage>('pages/order/view.js').orderView(order, true, { nowMs, qrShown: order.qrShown });

describe('a buyer of a held group', () => {
  it('The order of a banned group never sends its buyer to the ticket, and tells what becomes of the money', () => {
    const unseen = viewOf({ ...admitted, groupHold: 'Banned' });
    expect(unseen).toMatchObject({ label: '社群已下架', actions: [], refundRule: '' });
    expect(unseen.statusText).toContain('¥9.90 会自动原路退回，不用你申请');
    const seen = viewOf({ ...admitted, groupHold: 'Banned', qrShown: true });
    expect(seen.statusText).toContain('¥9.90 没有自动退回');
    expect(seen.actions).toEqual([]);
  });

  it('The order of a banned group tells about its refund as every other order does', () => {
    const refunded = { ...admitted, state: 'Refunded', membershipState: 'Revoked', refundedFen: 990 } as const;
    expect(viewOf({ ...refunded, groupHold: 'Banned' }).statusText).toContain('¥9.90 已原路退回');
  });

  it('The order of a suspended group lets a buyer who was shown no QR ask for the money, also after the window', () => {
    const late = { ...admitted, groupHold: 'Suspended', refundUntilMs: nowMs - 1 } as const;
    const unseen = viewOf(late);
    expect(unseen.label).toBe('平台核实中');
    expect(unseen.actions).toEqual(['ticket', 'refund']);
    expect(unseen.refundRule).toContain('核实期间随时可以申请退款');
    const seen = viewOf({ ...late, qrShown: true });
    expect(seen.actions).toEqual(['ticket']);
    expect(seen.statusText).toContain('入群凭证里还能看到');
  });

  it('Every phase of a held order has a label of its own in lists', () => {
    const { phaseOf } = built.load<typeof presentation>('services/orderPresentation.js');
    const paid = { state: 'Paid', membershipState: 'Admitted' } as const;
    expect(phaseOf({ ...paid, groupHold: 'Banned' })).toBe('barred');
    expect(phaseOf({ ...paid, groupHold: 'Suspended' })).toBe('onHold');
    expect(phaseOf({ ...paid, membershipState: 'UnderReview', groupHold: 'Suspended' })).toBe('underReview');
    expect(phaseOf({ ...paid, groupHold: null })).toBe('admitted');
    expect(phaseOf({ state: 'Refunded', membershipState: 'Revoked', groupHold: 'Banned' })).toBe('refunded');
  });

  it('No message about a group that is gone or held claims that no money was taken', () => {
    const { refusalMessages, specificMessages } = built.load<typeof messages>('services/refusalMessages.js');
    const shown = [
      refusalMessages.GroupNotFound,
      refusalMessages.GroupBanned,
      refusalMessages.GroupSuspended,
      refusalMessages.InvalidInput,
      specificMessages.getTicket?.GroupBanned,
      specificMessages.getTicket?.GroupSuspended,
    ];
    for (const message of shown) expect(message?.text).not.toMatch(/没有(产生)?扣款/);
  });

  it('The ticket of a banned group shows a message instead of a QR, and leads to the order', async () => {
    phone.answers.set('getTicket', [{ ok: false, code: 'GroupBanned', message: '' }]);
    const page = await phone.open('pages/ticket/ticket', { groupId: 'g1', orderId: 'a'.repeat(32) });
    await phone.trigger(page, 'agree');
    expect(page.data).toMatchObject({ phase: 'failed', failure: { title: '社群已被平台下架', step: 'order' } });
  });
});

describe('an operator of a held group', () => {
  const view = (group: typeof bannedGroup) =>
    built.load<typeof groupPage>('admin/group/view.js').groupView(group, nowMs);

  it('The page of a banned group shows what became of the money, and how far the refund of everything is', () => {
    const { money, restorable, bannable, suspendable } = view(bannedGroup);
    expect([restorable, bannable, suspendable]).toEqual([true, false, false]);
    expect(money?.facts.map(({ name, value }) => `${name} ${value}`)).toEqual([
      '订单 共 7 单，付过款 5 单',
      '收款 ¥49.50',
      '已退回 ¥19.80',
      '退款在路上 ¥4.00',
      '退款受阻 ¥9.90',
      '没有退 ¥15.80',
    ]);
    expect(money?.progress).toBe('正在退款：5 单里已退完 2 单，1 单受阻，要在订单里处理。');
    expect(money?.refundable).toBe(true);
    expect(view({ ...bannedGroup, refundingAll: true }).money?.refundable).toBe(false);
  });

  it('The refund of everything is offered for banned groups only', () => {
    const listed = view({ ...bannedGroup, state: 'Listed' });
    expect(listed.money).toMatchObject({ refundable: false, progress: '' });
    expect([listed.restorable, listed.bannable, listed.suspendable]).toEqual([false, true, true]);
  });

  async function open(answers: Record<string, unknown> = {}) {
    for (const [name, value] of Object.entries(values)) phone.answers.set(name, [ok(value)]);
    phone.answers.set('adminGroups', [ok({ groups: [bannedGroup], next: null })]);
    for (const [name, answer] of Object.entries(answers)) phone.answers.set(name, [answer]);
    return phone.open('admin/group/group', { groupId: 'g1' });
  }

  it('Refunding everything asks twice, names the sum, and keeps its key when it is sent again after no answer', async () => {
    const page = await open({ refundGroup: new Error('request:fail') });
    await phone.trigger(page, 'openRefundAll');
    expect(page.data).toMatchObject({ refunding: true });
    expect(phone.callsOf('refundGroup')).toBe(0);
    await phone.trigger(page, 'refundAll');
    expect(phone.dialogs[0]).toMatchObject({ title: '把 ¥15.80 都退给买家？', confirmLabel: '全部退款', danger: true });
    phone.answers.set('refundGroup', [ok({ state: 'Banned' })]);
    await phone.trigger(page, 'refundAll');
    const sent = phone.calls
      .filter(({ name }) => name === 'refundGroup')
      .map(({ data }) => data as { idempotencyKey: string });
    expect(sent).toHaveLength(2);
    expect(sent[0]?.idempotencyKey).toBe(sent[1]?.idempotencyKey);
    expect(page.data).toMatchObject({ refunding: false });
  });

  it.each(['suspend', 'ban', 'restore'] as const)(
    'The decision to %s a group names no version of it',
    async (decision) => {
      const page = await open({ moderateGroup: ok({ state: 'Banned' }) });
      const tap = { currentTarget: { dataset: { decision } }, detail: {} };
      await phone.trigger(page, 'openReason', tap);
      await phone.trigger(page, 'typeReason', { detail: { value: '核实' } });
      await phone.trigger(page, 'submitReason');
      const sent = phone.calls.filter(({ name }) => name === 'moderateGroup').map(({ data }) => data);
      expect(sent).toEqual([{ groupId: 'g1', decision, reason: '核实' }]);
    },
  );

  it('The orders of one group are listed by the group', async () => {
    for (const [name, value] of Object.entries(values)) phone.answers.set(name, [ok(value)]);
    await phone.open('admin/orders/orders', { groupId: 'g1' });
    const sent = phone.calls.filter(({ name }) => name === 'adminOrders').map(({ data }) => data);
    expect(sent).toEqual([{ lookup: 'group', groupId: 'g1' }]);
  });
});

it.each([
  ['Suspended', '平台核实中'],
  ['Banned', '社群已下架'],
] as const)('To operators an order of a %s group reads %s, not as if its buyer could enter', (groupHold, label) => {
  const { orderRow } = built.load<typeof orderRows>('admin/orders/view.js');
  const [order] = values.adminOrders.orders;
  expect(orderRow({ ...order, groupHold }).label).toBe(label);
});

it('The statement names a held group, and what is owed for it as frozen', () => {
  const { earningsView } = built.load<typeof earnings>('owner/earnings/view.js');
  const [group] = november.groups;
  const held = {
    ...november,
    total: { ...november.total, frozenFen: 1932 },
    groups: [{ ...group!, groupHold: 'Banned' as const }],
  };
  const shown = earningsView(held, '2026-11');
  expect(shown.frozenText).toBe('「读书会」正由平台核实或已被下架，累计应结的 ¥19.32 已冻结，期间不结算。');
  expect(shown.groups).toMatchObject([{ frozen: '已下架，收益已冻结' }]);
  expect(earningsView(november, '2026-11').frozenText).toBe('');
});
