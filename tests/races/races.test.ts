import fc, { type Scheduler } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payNotify } from '../../cloudfunctions/payNotify/payNotify';
import { refundNotify } from '../../cloudfunctions/refundNotify/refundNotify';
import { sweep } from '../../cloudfunctions/sweep/sweep';
import { sellableUntil } from '../../cloudfunctions/_shared/workflows/groupQrs';
import type { Membership } from '../../domain/membership';
import type { Order } from '../../domain/order';
import { hourMs, minuteMs, RaceStack, type Racer } from './raceStack';

/**
 * The very operations, over the store in memory, with fast-check's scheduler between any two of their calls: which of two goes first, and
 * where one overtakes the other, is tried in many ways. What the simulation's invariants ask for holds after every call, and at rest; each
 * race says besides what may come of it. A failure prints the seed and the order of the calls.
 */
const runs = 150;

function race(name: string, story: (scheduler: Scheduler, stack: RaceStack) => Promise<void>): void {
  it(name, async () => {
    const holds = async (scheduler: Scheduler): Promise<void> => {
      const stack = new RaceStack();
      await story(scheduler, stack);
      await stack.rest();
    };
    await fc.assert(fc.asyncProperty(fc.scheduler(), holds), { numRuns: runs });
  });
}

const notify =
  (orderId: string): Racer<boolean> =>
  (ports) =>
    payNotify(ports, { outTradeNo: orderId });

/** The buyer pays in the sheet, and WeChat Pay's notice follows. */
const payAndNotify =
  (stack: RaceStack, orderId: string, openid: string): Racer<boolean> =>
  async (ports, turn) => {
    await turn('pays');
    stack.pay.confirm(orderId, openid);
    return payNotify(ports, { outTradeNo: orderId });
  };

function theOrder(stack: RaceStack, orderId: string): Order {
  const order = stack.documents.orders.get(orderId);
  if (!order) throw new Error('no such order');
  return order;
}

function theMembership(stack: RaceStack, orderId: string): Membership {
  const membership = stack.documents.memberships.get(theOrder(stack, orderId).membershipId);
  if (!membership) throw new Error('no such membership');
  return membership;
}

const postingsOf = (stack: RaceStack, orderId: string): string[] =>
  stack.documents.ledger.where((posting) => posting.orderId === orderId).map((posting) => posting._id);

/** What WeChat Pay was asked to give back for an order, and did. */
const refundsOf = (stack: RaceStack, orderId: string): number[] =>
  stack.pay.books.get(orderId)?.refunds.map((refund) => refund.fen) ?? [];

const decide = (stack: RaceStack, orderId: string, decision: 'approve' | 'reject') => {
  const { _id: membershipId, round } = theMembership(stack, orderId);
  const words = decision === 'approve' ? { decision } : { decision, reason: '人满' };
  return stack.call('approveMember', 'olivia', { membershipId, round, ...words });
};

describe('buying', () => {
  race('from two phones makes one order, one seat and one payment', async (scheduler, stack) => {
    const groupId = stack.group();
    const [one, two] = await stack.race(scheduler, [
      stack.call('createOrder', 'ann', { idempotencyKey: 'phone-1', groupId }),
      stack.call('createOrder', 'ann', { idempotencyKey: 'phone-2', groupId }),
    ]);
    expect([one.ok, two.ok]).toEqual([true, true]);
    expect(one.ok && two.ok && one.value.orderId === two.value.orderId).toBe(true);
    expect([stack.seatsOf(groupId).length, stack.documents.orders.rows.size, stack.pay.books.size]).toEqual([1, 1, 1]);
  });

  race('twice with the same request makes one order', async (scheduler, stack) => {
    const groupId = stack.group();
    const again = stack.call('createOrder', 'ann', { idempotencyKey: 'same', groupId });
    const answers = await stack.race(scheduler, [again, again, again]);
    expect(answers.map((answer) => answer.ok)).toEqual([true, true, true]);
    expect([stack.seatsOf(groupId).length, stack.documents.orders.rows.size]).toEqual([1, 1]);
  });

  race('the last seat gives it to one, and tells the others', async (scheduler, stack) => {
    const groupId = stack.group({ capacity: 1 });
    const buy = (openid: string) => stack.call('createOrder', openid, { idempotencyKey: openid, groupId });
    const answers = await stack.race(scheduler, [buy('ann'), buy('ben'), buy('cai')]);
    const refusals = answers.flatMap((answer) => (answer.ok ? [] : [answer.code]));
    expect(refusals).toEqual(['GroupFull', 'GroupFull']);
    expect(stack.seatsOf(groupId)).toHaveLength(1);
  });

  race('the last seat while the owner makes the group smaller never oversells', async (scheduler, stack) => {
    const groupId = stack.group({ capacity: 2 });
    await stack.unpaid(groupId, 'ann');
    const terms = { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 1 } as const;
    const [bought, changed] = await stack.race(scheduler, [
      stack.call('createOrder', 'ben', { idempotencyKey: 'ben', groupId }),
      stack.call('saveGroup', 'olivia', { action: 'change', groupId, text: stack.words(), terms }),
    ]);
    expect(bought.ok).not.toBe(changed.ok);
    if (!bought.ok) expect(bought.code).toBe('GroupFull');
    if (!changed.ok) expect(changed.code).toBe('CapacityTooSmall');
    expect(stack.seatsOf(groupId)).toHaveLength(changed.ok ? 1 : 2);
  });

  race('the last seat while the owner makes the group bigger takes what there is', async (scheduler, stack) => {
    const groupId = stack.group({ capacity: 1 });
    await stack.unpaid(groupId, 'ann');
    const terms = { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 2 } as const;
    const [bought, changed] = await stack.race(scheduler, [
      stack.call('createOrder', 'ben', { idempotencyKey: 'ben', groupId }),
      stack.call('saveGroup', 'olivia', { action: 'change', groupId, text: stack.words(), terms }),
    ]);
    expect([changed.ok, stack.capacityOf(groupId)]).toEqual([true, 2]);
    expect(stack.seatsOf(groupId)).toHaveLength(bought.ok ? 2 : 1);
  });

  race('while the order is cancelled from another phone loses no seat', async (scheduler, stack) => {
    const groupId = stack.group({ capacity: 1 });
    const cancelAsSoonAsThere: Racer<unknown> = async (ports, turn) => {
      for (let looks = 0; looks < 10; looks += 1) {
        await turn('looks for the order');
        const [order] = stack.documents.orders.where(({ openid }) => openid === 'ann');
        if (order) return stack.call('cancelOrder', 'ann', { orderId: order._id })(ports, turn);
      }
      return null;
    };
    const [bought] = await stack.race(scheduler, [
      stack.call('createOrder', 'ann', { idempotencyKey: 'first', groupId }),
      cancelAsSoonAsThere,
    ]);
    if (!bought.ok) expect(['OrderClosed', 'GroupFull', 'PaymentUnavailable']).toContain(bought.code);
    await stack.rest();
    // Nobody paid: whoever comes next gets the seat.
    await stack.unpaid(groupId, 'ben');
  });
});

describe('a payment', () => {
  race('that a notice, the buyer and a sweep all find is written once', async (scheduler, stack) => {
    const groupId = stack.group();
    const orderId = await stack.unpaid(groupId, 'ann');
    stack.pay.confirm(orderId, 'ann');
    const [noticed, looked] = await stack.race(scheduler, [
      notify(orderId),
      stack.call('getOrder', 'ann', { orderId }),
      sweep,
    ]);
    expect(noticed).toBe(true);
    expect(looked).toMatchObject({ ok: true, value: { state: 'Paid' } });
    expect(theOrder(stack, orderId).history.map((move) => move.event)).toEqual(['paymentConfirmed']);
    expect(theMembership(stack, orderId).history.map((move) => move.event)).toEqual(['admitted']);
    expect(postingsOf(stack, orderId)).toEqual([`${orderId}:paid`]);
  });

  race('while its order is cancelled: in, or the money back', async (scheduler, stack) => {
    const groupId = stack.group({ capacity: 1 });
    const orderId = await stack.unpaid(groupId, 'ann');
    const [cancelled] = await stack.race(scheduler, [
      stack.call('cancelOrder', 'ann', { orderId }),
      payAndNotify(stack, orderId, 'ann'),
    ]);
    await stack.rest();
    const { state, refundedFen } = theOrder(stack, orderId);
    expect([state, refundedFen]).toEqual(cancelled.ok ? ['Refunded', 990] : ['Paid', 0]);
    if (!cancelled.ok) expect(cancelled.code).toBe('AlreadyPaid');
  });

  race('while a sweep, whose clock runs ahead, closes its order: in, or the money back', async (scheduler, stack) => {
    const groupId = stack.group({ capacity: 1 });
    const orderId = await stack.unpaid(groupId, 'ann');
    const ahead = { now: () => new Date(stack.nowMs + 15 * minuteMs) };
    await stack.race(scheduler, [payAndNotify(stack, orderId, 'ann'), (ports) => sweep({ ...ports, clock: ahead })]);
    const { history } = theOrder(stack, orderId);
    const closedFirst = history[0]?.event === 'closed';
    await stack.rest();
    const { state, refundedFen } = theOrder(stack, orderId);
    expect([state, refundedFen]).toEqual(closedFirst ? ['Refunded', 990] : ['Paid', 0]);
  });
});

describe('an application', () => {
  race('that one approves and another rejects is decided once', async (scheduler, stack) => {
    const groupId = stack.group({ admission: 'payThenReview', reviewHours: 24 });
    const orderId = await stack.paid(groupId, 'ann');
    const [approved, rejected] = await stack.race(scheduler, [
      decide(stack, orderId, 'approve'),
      decide(stack, orderId, 'reject'),
    ]);
    expect(approved.ok).not.toBe(rejected.ok);
    for (const answer of [approved, rejected]) if (!answer.ok) expect(answer.code).toBe('AlreadyDecided');
    await stack.rest();
    expect(theMembership(stack, orderId).state).toBe(approved.ok ? 'Admitted' : 'Rejected');
    expect(refundsOf(stack, orderId)).toEqual(approved.ok ? [] : [990]);
  });

  race('that is approved as its time runs out is one or the other', async (scheduler, stack) => {
    const groupId = stack.group({ admission: 'payThenReview', reviewHours: 24 });
    const orderId = await stack.paid(groupId, 'ann');
    const timePasses: Racer<unknown> = async (ports, turn) => {
      await turn('its time is over');
      stack.nowMs += 24 * hourMs;
      return sweep(ports);
    };
    const [approved] = await stack.race(scheduler, [decide(stack, orderId, 'approve'), timePasses]);
    if (!approved.ok) expect(['ReviewTimedOut', 'AlreadyDecided']).toContain(approved.code);
    await stack.rest();
    expect(theMembership(stack, orderId).state).toBe(approved.ok ? 'Admitted' : 'TimedOut');
    expect(refundsOf(stack, orderId)).toEqual(approved.ok ? [] : [990]);
  });

  race('that is approved while its buyer wants out: nobody is in with the money back', async (scheduler, stack) => {
    const groupId = stack.group({ admission: 'payThenReview', reviewHours: 24 });
    const orderId = await stack.paid(groupId, 'ann');
    const [, out] = await stack.race(scheduler, [
      decide(stack, orderId, 'approve'),
      stack.call('requestRefund', 'ann', { orderId }),
    ]);
    expect(out.ok).toBe(true);
    await stack.rest();
    expect([theMembership(stack, orderId).state, refundsOf(stack, orderId)]).toEqual(['Revoked', [990]]);
  });
});

describe('an application before paying', () => {
  const applied = async (stack: RaceStack, groupId: string, openid: string): Promise<Membership> => {
    await stack.now(stack.call('applyToGroup', openid, { groupId, message: '想一起读' }));
    const [membership] = stack.documents.memberships.where(
      (each) => each.openid === openid && each.groupId === groupId,
    );
    if (!membership) throw new Error('no application');
    return membership;
  };
  const approve = (stack: RaceStack, { _id: membershipId, round }: Membership) =>
    stack.call('approveMember', 'olivia', { membershipId, round, decision: 'approve' });

  race('at the last seat is granted to one of two', async (scheduler, stack) => {
    const groupId = stack.group({ admission: 'reviewThenPay', reviewHours: 24, capacity: 1 });
    const [ann, ben] = [await applied(stack, groupId, 'ann'), await applied(stack, groupId, 'ben')];
    const answers = await stack.race(scheduler, [approve(stack, ann), approve(stack, ben)]);
    expect(answers.flatMap((answer) => (answer.ok ? [] : [answer.code]))).toEqual(['GroupFull']);
    expect(stack.documents.memberships.where((membership) => membership.state === 'Approved')).toHaveLength(1);
  });

  race('that is withdrawn while it is approved holds no seat afterwards', async (scheduler, stack) => {
    const groupId = stack.group({ admission: 'reviewThenPay', reviewHours: 24, capacity: 1 });
    const ann = await applied(stack, groupId, 'ann');
    const [, withdrawn] = await stack.race(scheduler, [
      approve(stack, ann),
      stack.call('withdrawApplication', 'ann', { groupId }),
    ]);
    if (!withdrawn.ok) expect(withdrawn.code).toBe('Busy');
    await stack.rest();
    expect(stack.seatsOf(groupId)).toEqual([]);
  });

  race('approved and withdrawn while it is paid: in, or the money back', async (scheduler, stack) => {
    const groupId = stack.group({ admission: 'reviewThenPay', reviewHours: 24, capacity: 1 });
    await stack.now(approve(stack, await applied(stack, groupId, 'ann')));
    const orderId = await stack.unpaid(groupId, 'ann');
    const [, withdrawn] = await stack.race(scheduler, [
      payAndNotify(stack, orderId, 'ann'),
      stack.call('withdrawApplication', 'ann', { groupId }),
    ]);
    await stack.rest();
    const { state } = theOrder(stack, orderId);
    if (withdrawn.ok) expect([state, theMembership(stack, orderId).state]).toEqual(['Refunded', 'Withdrawn']);
    else expect([state, refundsOf(stack, orderId)]).toEqual(['Paid', []]);
  });
});

describe('money going back', () => {
  race('while the code is looked at: one of the two, never both', async (scheduler, stack) => {
    const groupId = stack.group();
    const orderId = await stack.paid(groupId, 'ann');
    const [back, ticket] = await stack.race(scheduler, [
      stack.call('requestRefund', 'ann', { orderId }),
      stack.call('getTicket', 'ann', { groupId }),
    ]);
    expect(back.ok).not.toBe(ticket.ok);
    if (!back.ok) expect(back.code).toBe('QrAlreadyShown');
    if (!ticket.ok) expect(ticket.code).toBe('NotAdmitted');
    await stack.rest();
    expect(refundsOf(stack, orderId)).toEqual(back.ok ? [990] : []);
  });

  race('that is asked for twice goes once', async (scheduler, stack) => {
    const orderId = await stack.paid(stack.group(), 'ann');
    const ask = stack.call('requestRefund', 'ann', { orderId });
    const answers = await stack.race(scheduler, [ask, ask]);
    expect(answers.map((answer) => answer.ok)).toEqual([true, true]);
    expect(theOrder(stack, orderId).refunds).toHaveLength(1);
    await stack.rest();
    expect([refundsOf(stack, orderId), theOrder(stack, orderId).refundedFen]).toEqual([[990], 990]);
  });

  const confirmedOnce = async (scheduler: Scheduler, stack: RaceStack, silent: boolean): Promise<void> => {
    const orderId = await stack.paid(stack.group(), 'ann');
    await stack.now(stack.call('requestRefund', 'ann', { orderId }));
    stack.nowMs += 3 * minuteMs;
    stack.pay.settleRefunds();
    stack.pay.silentRefunds = silent;
    const notice = stack.pay.notices.find((each) => each.kind === 'refund');
    if (!notice) throw new Error('a notice of the refund was expected');
    const noticed: Racer<boolean> = (ports) => refundNotify(ports, notice.event);
    const [one, , two] = await stack.race(scheduler, [noticed, sweep, noticed]);
    if (one || two) expect(theOrder(stack, orderId).state).toBe('Refunded');
    // What was not acknowledged is sent again.
    else expect(await stack.now(noticed)).toBe(true);
    await stack.now((ports) => sweep(ports));
    const order = theOrder(stack, orderId);
    expect([order.state, order.refundedFen]).toEqual(['Refunded', 990]);
    expect(postingsOf(stack, orderId).sort()).toEqual([`${orderId}-R1`, `${orderId}:paid`].sort());
  };
  race('whose end a notice and a sweep both find is written once', (scheduler, stack) =>
    confirmedOnce(scheduler, stack, false),
  );
  race('is written once also where only the notice knows its end', (scheduler, stack) =>
    confirmedOnce(scheduler, stack, true),
  );
});

describe('a code', () => {
  race(
    'that is retired and replaced while it is looked at: what is shown is noted, and the group told',
    async (scheduler, stack) => {
      const groupId = stack.group();
      const orderId = await stack.paid(groupId, 'ann');
      const expiresAtMs = stack.nowMs + 100 * hourMs;
      const [, , ticket] = await stack.race(scheduler, [
        stack.call('saveGroupQr', 'olivia', { action: 'retire', groupId, qrId: `code-${groupId}` }),
        stack.call('saveGroupQr', 'olivia', { action: 'add', groupId, fileId: 'file-1', expiresAtMs, quota: 100 }),
        stack.call('getTicket', 'ann', { groupId }),
      ]);
      const shown = stack.documents.groupQrs.get(theMembership(stack, orderId).shownQrId ?? '');
      expect(ticket.ok && ticket.value.qrUrl).toBe(shown ? `http://${shown.fileId}` : null);
      await stack.now((ports) => sweep(ports));
      const qrs = stack.documents.groupQrs.where((qr) => qr.groupId === groupId);
      expect(stack.documents.groups.get(groupId)?.qrValidUntil).toEqual(sellableUntil(qrs, new Date(stack.nowMs)));
      if (shown) expect(qrs.find((qr) => qr._id === shown._id)?.shownTo).toEqual([theMembership(stack, orderId)._id]);
    },
  );
});

describe('two sweeps', () => {
  race('at once do what one does', async (scheduler, stack) => {
    const reviewed = stack.group({ admission: 'payThenReview', reviewHours: 24 });
    const instant = stack.group();
    const timedOut = await stack.paid(reviewed, 'ann');
    stack.nowMs += 24 * hourMs;
    const unnoticed = await stack.unpaid(instant, 'ben');
    stack.pay.confirm(unnoticed, 'ben');
    const abandoned = await stack.unpaid(instant, 'cai');
    await stack.race(scheduler, [sweep, sweep]);
    expect([theOrder(stack, unnoticed).state, theMembership(stack, unnoticed).state]).toEqual(['Paid', 'Admitted']);
    expect(theMembership(stack, timedOut).state).toBe('TimedOut');
    await stack.rest();
    expect([theOrder(stack, timedOut).state, refundsOf(stack, timedOut)]).toEqual(['Refunded', [990]]);
    expect(theOrder(stack, abandoned).state).toBe('Closed');
    expect(postingsOf(stack, unnoticed)).toEqual([`${unnoticed}:paid`]);
  });
});
