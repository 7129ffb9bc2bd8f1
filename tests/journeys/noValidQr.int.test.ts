import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hourMs, TestStack } from '../testStack';
import { violationsAtRest } from './invariants';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());

const retire = (groupId: string) =>
  stack.callOk('saveGroupQr', { action: 'retire', groupId, qrId: `qr-${groupId}` }, 'olivia');

async function putIn(groupId: string): Promise<void> {
  const fileId = await stack.upload(`groupQrs/${groupId}-new.png`, 'olivia');
  const expiresAtMs = (await stack.now()).getTime() + 100 * hourMs;
  await stack.callOk('saveGroupQr', { action: 'add', groupId, fileId, expiresAtMs, quota: 190 }, 'olivia');
}

describe('a member without a valid QR', () => {
  it('A member who finds no valid QR is told the deadline and then refunded automatically', async () => {
    const groupId = await stack.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await stack.buyAndPay(groupId, 'alice');
    await retire(groupId);
    const now = (await stack.now()).getTime();
    const ticket = await stack.callOk('getTicket', { groupId }, 'alice');
    expect(ticket).toMatchObject({ qrUrl: null, qrExpiresAtMs: null, membershipState: 'Admitted', orderId });
    const refundMs = ticket.noValidQrAtMs! - now;
    expect(refundMs / hourMs).toBeCloseTo(24, 1);
    await stack.advance(hourMs);
    // Looking again does not restart the owner's day.
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
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('A member stays admitted when the owner adds a QR in time, seen or not', async () => {
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
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('A member who was shown a QR is not refunded automatically', async () => {
    const groupId = await stack.group();
    const orderId = await stack.buyAndPay(groupId, 'carol');
    expect((await stack.callOk('getTicket', { groupId }, 'carol')).qrUrl).not.toBeNull();
    await retire(groupId);
    expect(await stack.callOk('getTicket', { groupId }, 'carol')).toMatchObject({ qrUrl: null, noValidQrAtMs: null });
    await stack.advance(30 * hourMs);
    await stack.sweep();
    expect(await stack.callOk('getOrder', { orderId }, 'carol')).toMatchObject({ state: 'Paid' });
  });

  it('A full QR does not count as valid', async () => {
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

it('An order keeps the refund window that its group had at the time of sale', async () => {
  const groupId = await stack.group({ refundDays: 2 });
  const paid = await stack.buyAndPay(groupId, 'frank');
  expect(await stack.callOk('getGroup', { groupId }, 'frank')).toMatchObject({ group: { refundDays: 2 } });
  const order = await stack.callOk('getOrder', { orderId: paid }, 'frank');
  expect(order.refundUntilMs! - order.paidAtMs!).toBe(48 * hourMs);
  await stack.advance(49 * hourMs);
  expect(await stack.call('requestRefund', { orderId: paid }, 'frank')).toMatchObject({ code: 'RefundWindowOver' });
});
