import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hourMs, TestStack } from '../testStack';
import { breachesAtRest } from './truth';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());

const retire = (groupId: string) =>
  stack.callOk('saveGroupQr', { action: 'retire', groupId, qrId: `code-${groupId}` }, 'olivia');

async function putIn(groupId: string): Promise<void> {
  const fileId = await stack.upload(`groupQrs/${groupId}-new.png`, 'olivia');
  const expiresAtMs = (await stack.now()).getTime() + 100 * hourMs;
  await stack.callOk('saveGroupQr', { action: 'add', groupId, fileId, expiresAtMs, quota: 190 }, 'olivia');
}

describe('who has paid and finds no code', () => {
  it('is told until when, and has the money back by itself', async () => {
    const groupId = await stack.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await stack.buyAndPay(groupId, 'alice');
    await retire(groupId);
    const now = (await stack.now()).getTime();
    const ticket = await stack.callOk('getTicket', { groupId }, 'alice');
    expect(ticket).toMatchObject({ qrUrl: null, qrExpiresAtMs: null, membershipState: 'Admitted', orderId });
    const refundMs = ticket.noValidQrAtMs! - now;
    expect(refundMs / hourMs).toBeCloseTo(24, 1);
    await stack.advance(hourMs);
    // Looking again does not begin the owner's day anew.
    expect(await stack.callOk('getTicket', { groupId }, 'alice')).toEqual(ticket);
    await stack.advance(22 * hourMs);
    await stack.sweep();
    expect(await stack.callOk('getOrder', { orderId }, 'alice')).toMatchObject({ state: 'Paid' });
    await stack.advance(2 * hourMs);
    await stack.sweep();
    await stack.drain();
    expect(await stack.callOk('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Refunded',
      membershipState: 'Revoked',
      refunds: [{ fen: 990, reason: 'noValidQr', state: 'Succeeded' }],
    });
    expect(await stack.call('getTicket', { groupId }, 'alice')).toMatchObject({ code: 'NotAdmitted' });
    expect(await stack.document('groups', groupId)).toMatchObject({ seatsLeft: 1 });
    expect(await breachesAtRest(stack)).toEqual([]);
  });

  it('keeps the standing when the owner puts a code in in time, seen or not', async () => {
    const groupId = await stack.group();
    const orderId = await stack.buyAndPay(groupId, 'bob');
    await retire(groupId);
    await stack.callOk('getTicket', { groupId }, 'bob');
    await stack.advance(23 * hourMs);
    await putIn(groupId);
    await stack.advance(2 * hourMs);
    await stack.sweep();
    expect(await stack.callOk('getOrder', { orderId }, 'bob')).toMatchObject({
      state: 'Paid',
      membershipState: 'Admitted',
    });
    expect(await stack.callOk('getTicket', { groupId }, 'bob')).toMatchObject({ noValidQrAtMs: null });
    await stack.drain();
    expect(await breachesAtRest(stack)).toEqual([]);
  });

  it('is out of the automatic way once a code was shown', async () => {
    const groupId = await stack.group();
    const orderId = await stack.buyAndPay(groupId, 'carol');
    expect((await stack.callOk('getTicket', { groupId }, 'carol')).qrUrl).not.toBeNull();
    await retire(groupId);
    expect(await stack.callOk('getTicket', { groupId }, 'carol')).toMatchObject({ qrUrl: null, noValidQrAtMs: null });
    await stack.advance(30 * hourMs);
    await stack.sweep();
    expect(await stack.callOk('getOrder', { orderId }, 'carol')).toMatchObject({ state: 'Paid' });
  });

  it('and a full code is as good as none', async () => {
    const groupId = await stack.group({}, { quota: 1 });
    await stack.buyAndPay(groupId, 'dave');
    await stack.buyAndPay(groupId, 'erin');
    await stack.callOk('getTicket', { groupId }, 'dave');
    await stack.sweep();
    const { qrUrl, noValidQrAtMs } = await stack.callOk('getTicket', { groupId }, 'erin');
    expect(qrUrl).toBeNull();
    expect(noValidQrAtMs).not.toBeNull();
  });
});

it('a group gives the days it promised when it was sold to take the money back', async () => {
  const groupId = await stack.group({ refundDays: 2 });
  const paid = await stack.buyAndPay(groupId, 'frank');
  expect(await stack.callOk('getGroup', { groupId }, 'frank')).toMatchObject({ group: { refundDays: 2 } });
  const order = await stack.callOk('getOrder', { orderId: paid }, 'frank');
  expect(order.refundUntilMs! - order.paidAtMs!).toBe(48 * hourMs);
  await stack.advance(49 * hourMs);
  expect(await stack.call('requestRefund', { orderId: paid }, 'frank')).toMatchObject({ code: 'RefundWindowOver' });
});
