import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hourMs, World } from '../../ops/stage/world';
import { breachesAtRest } from './truth';

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

const retire = (groupId: string) =>
  world.must('saveGroupQr', { action: 'retire', groupId, qrId: `code-${groupId}` }, 'olivia');

async function putIn(groupId: string): Promise<void> {
  const fileId = await world.upload(`groupQrs/${groupId}-new.png`, 'olivia');
  const expiresAtMs = (await world.now()).getTime() + 100 * hourMs;
  await world.must('saveGroupQr', { action: 'add', groupId, fileId, expiresAtMs, quota: 190 }, 'olivia');
}

describe('who has paid and finds no code', () => {
  it('is told until when, and has the money back by itself', async () => {
    const groupId = await world.group({ capacity: 1, seatsLeft: 1 });
    const orderId = await world.buyAndPay(groupId, 'alice');
    await retire(groupId);
    const now = (await world.now()).getTime();
    const ticket = await world.must('getTicket', { groupId }, 'alice');
    expect(ticket).toMatchObject({ qrUrl: null, qrExpiresAtMs: null, membershipState: 'Admitted', orderId });
    const refundMs = ticket.noValidQrAtMs! - now;
    expect(refundMs / hourMs).toBeCloseTo(24, 1);
    await world.advance(hourMs);
    // Looking again does not begin the owner's day anew.
    expect(await world.must('getTicket', { groupId }, 'alice')).toEqual(ticket);
    await world.advance(22 * hourMs);
    await world.sweep();
    expect(await world.must('getOrder', { orderId }, 'alice')).toMatchObject({ state: 'Paid' });
    await world.advance(2 * hourMs);
    await world.sweep();
    await world.rest();
    expect(await world.must('getOrder', { orderId }, 'alice')).toMatchObject({
      state: 'Refunded',
      membershipState: 'Refunded',
      refunds: [{ fen: 990, reason: 'noValidQr', state: 'Done' }],
    });
    expect(await world.call('getTicket', { groupId }, 'alice')).toMatchObject({ code: 'NotAdmitted' });
    expect(await world.document('groups', groupId)).toMatchObject({ seatsLeft: 1 });
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('keeps the standing when the owner puts a code in in time, seen or not', async () => {
    const groupId = await world.group();
    const orderId = await world.buyAndPay(groupId, 'bob');
    await retire(groupId);
    await world.must('getTicket', { groupId }, 'bob');
    await world.advance(23 * hourMs);
    await putIn(groupId);
    await world.advance(2 * hourMs);
    await world.sweep();
    expect(await world.must('getOrder', { orderId }, 'bob')).toMatchObject({
      state: 'Paid',
      membershipState: 'Admitted',
    });
    expect(await world.must('getTicket', { groupId }, 'bob')).toMatchObject({ noValidQrAtMs: null });
    await world.rest();
    expect(await breachesAtRest(world)).toEqual([]);
  });

  it('is out of the automatic way once a code was shown', async () => {
    const groupId = await world.group();
    const orderId = await world.buyAndPay(groupId, 'carol');
    expect((await world.must('getTicket', { groupId }, 'carol')).qrUrl).not.toBeNull();
    await retire(groupId);
    expect(await world.must('getTicket', { groupId }, 'carol')).toMatchObject({ qrUrl: null, noValidQrAtMs: null });
    await world.advance(30 * hourMs);
    await world.sweep();
    expect(await world.must('getOrder', { orderId }, 'carol')).toMatchObject({ state: 'Paid' });
  });

  it('and a full code is as good as none', async () => {
    const groupId = await world.group({}, { quota: 1 });
    await world.buyAndPay(groupId, 'dave');
    await world.buyAndPay(groupId, 'erin');
    await world.must('getTicket', { groupId }, 'dave');
    await world.sweep();
    const { qrUrl, noValidQrAtMs } = await world.must('getTicket', { groupId }, 'erin');
    expect(qrUrl).toBeNull();
    expect(noValidQrAtMs).not.toBeNull();
  });
});

it('a group gives the days it promised when it was sold to take the money back', async () => {
  const groupId = await world.group({ refundDays: 2 });
  const paid = await world.buyAndPay(groupId, 'frank');
  expect(await world.must('getGroup', { groupId }, 'frank')).toMatchObject({ group: { refundDays: 2 } });
  const order = await world.must('getOrder', { orderId: paid }, 'frank');
  expect(order.refundUntilMs! - order.paidAtMs!).toBe(48 * hourMs);
  await world.advance(49 * hourMs);
  expect(await world.call('requestRefund', { orderId: paid }, 'frank')).toMatchObject({ code: 'RefundWindowOver' });
});
