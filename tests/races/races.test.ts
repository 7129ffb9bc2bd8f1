import fc, { type Scheduler } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payNotify } from '../../cloudfunctions/payNotify/payNotify';
import { refundNotify } from '../../cloudfunctions/refundNotify/refundNotify';
import { sweep } from '../../cloudfunctions/sweep/sweep';
import { sellableUntil } from '../../cloudfunctions/_shared/workflows/groupQrs';
import type { Membership } from '../../domain/membership';
import type { Order } from '../../domain/order';
import { hourMs, minuteMs, RaceStage, type Racer } from './stage';

/**
 * The very operations, over the store in memory, with fast-check's scheduler between any two of their calls: which of two goes first, and
 * where one overtakes the other, is tried in many ways. What the simulation's invariants ask for holds after every call, and at rest; each
 * race says besides what may come of it. A failure prints the seed and the order of the calls.
 */
const runs = 150;

function race(name: string, story: (scheduler: Scheduler, stage: RaceStage) => Promise<void>): void {
  it(name, async () => {
    const holds = async (scheduler: Scheduler): Promise<void> => {
      const stage = new RaceStage();
      await story(scheduler, stage);
      await stage.rest();
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
  (stage: RaceStage, orderId: string, openid: string): Racer<boolean> =>
  async (ports, turn) => {
    await turn('pays');
    stage.pay.confirm(orderId, openid);
    return payNotify(ports, { outTradeNo: orderId });
  };

function theOrder(stage: RaceStage, orderId: string): Order {
  const order = stage.documents.orders.get(orderId);
  if (!order) throw new Error('no such order');
  return order;
}

function theMembership(stage: RaceStage, orderId: string): Membership {
  const membership = stage.documents.memberships.get(theOrder(stage, orderId).membershipId);
  if (!membership) throw new Error('no such membership');
  return membership;
}

const postingsOf = (stage: RaceStage, orderId: string): string[] =>
  stage.documents.ledger.where((posting) => posting.orderId === orderId).map((posting) => posting._id);

/** What WeChat Pay was asked to give back for an order, and did. */
const refundsOf = (stage: RaceStage, orderId: string): number[] =>
  stage.pay.books.get(orderId)?.refunds.map((refund) => refund.fen) ?? [];

const decide = (stage: RaceStage, orderId: string, decision: 'approve' | 'reject') => {
  const { _id: membershipId, round } = theMembership(stage, orderId);
  const words = decision === 'approve' ? { decision } : { decision, reason: '人满' };
  return stage.call('approveMember', 'olivia', { membershipId, round, ...words });
};

describe('buying', () => {
  race('from two phones makes one order, one seat and one payment', async (scheduler, stage) => {
    const groupId = stage.group();
    const [one, two] = await stage.race(scheduler, [
      stage.call('createOrder', 'ann', { idempotencyKey: 'phone-1', groupId }),
      stage.call('createOrder', 'ann', { idempotencyKey: 'phone-2', groupId }),
    ]);
    expect([one.ok, two.ok]).toEqual([true, true]);
    expect(one.ok && two.ok && one.value.orderId === two.value.orderId).toBe(true);
    expect([stage.seatsOf(groupId).length, stage.documents.orders.rows.size, stage.pay.books.size]).toEqual([1, 1, 1]);
  });

  race('twice with the same request makes one order', async (scheduler, stage) => {
    const groupId = stage.group();
    const again = stage.call('createOrder', 'ann', { idempotencyKey: 'same', groupId });
    const answers = await stage.race(scheduler, [again, again, again]);
    expect(answers.map((answer) => answer.ok)).toEqual([true, true, true]);
    expect([stage.seatsOf(groupId).length, stage.documents.orders.rows.size]).toEqual([1, 1]);
  });

  race('the last seat gives it to one, and tells the others', async (scheduler, stage) => {
    const groupId = stage.group({ capacity: 1 });
    const buy = (openid: string) => stage.call('createOrder', openid, { idempotencyKey: openid, groupId });
    const answers = await stage.race(scheduler, [buy('ann'), buy('ben'), buy('cai')]);
    const refusals = answers.flatMap((answer) => (answer.ok ? [] : [answer.code]));
    expect(refusals).toEqual(['GroupFull', 'GroupFull']);
    expect(stage.seatsOf(groupId)).toHaveLength(1);
  });

  race('the last seat while the owner makes the group smaller never oversells', async (scheduler, stage) => {
    const groupId = stage.group({ capacity: 2 });
    await stage.unpaid(groupId, 'ann');
    const terms = { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 1 } as const;
    const [bought, changed] = await stage.race(scheduler, [
      stage.call('createOrder', 'ben', { idempotencyKey: 'ben', groupId }),
      stage.call('saveGroup', 'olivia', { action: 'change', groupId, text: stage.words(), terms }),
    ]);
    expect(bought.ok).not.toBe(changed.ok);
    if (!bought.ok) expect(bought.code).toBe('GroupFull');
    if (!changed.ok) expect(changed.code).toBe('CapacityTooSmall');
    expect(stage.seatsOf(groupId)).toHaveLength(changed.ok ? 1 : 2);
  });

  race('the last seat while the owner makes the group bigger takes what there is', async (scheduler, stage) => {
    const groupId = stage.group({ capacity: 1 });
    await stage.unpaid(groupId, 'ann');
    const terms = { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 2 } as const;
    const [bought, changed] = await stage.race(scheduler, [
      stage.call('createOrder', 'ben', { idempotencyKey: 'ben', groupId }),
      stage.call('saveGroup', 'olivia', { action: 'change', groupId, text: stage.words(), terms }),
    ]);
    expect([changed.ok, stage.capacityOf(groupId)]).toEqual([true, 2]);
    expect(stage.seatsOf(groupId)).toHaveLength(bought.ok ? 2 : 1);
  });

  race('while the order is cancelled from another phone loses no seat', async (scheduler, stage) => {
    const groupId = stage.group({ capacity: 1 });
    const cancelAsSoonAsThere: Racer<unknown> = async (ports, turn) => {
      for (let looks = 0; looks < 10; looks += 1) {
        await turn('looks for the order');
        const [order] = stage.documents.orders.where(({ openid }) => openid === 'ann');
        if (order) return stage.call('cancelOrder', 'ann', { orderId: order._id })(ports, turn);
      }
      return null;
    };
    const [bought] = await stage.race(scheduler, [
      stage.call('createOrder', 'ann', { idempotencyKey: 'first', groupId }),
      cancelAsSoonAsThere,
    ]);
    if (!bought.ok) expect(['OrderClosed', 'GroupFull', 'PaymentUnavailable']).toContain(bought.code);
    await stage.rest();
    // Nobody paid: whoever comes next gets the seat.
    await stage.unpaid(groupId, 'ben');
  });
});

describe('a payment', () => {
  race('that a notice, the buyer and a sweep all find is written once', async (scheduler, stage) => {
    const groupId = stage.group();
    const orderId = await stage.unpaid(groupId, 'ann');
    stage.pay.confirm(orderId, 'ann');
    const [noticed, looked] = await stage.race(scheduler, [
      notify(orderId),
      stage.call('getOrder', 'ann', { orderId }),
      sweep,
    ]);
    expect(noticed).toBe(true);
    expect(looked).toMatchObject({ ok: true, value: { state: 'Paid' } });
    expect(theOrder(stage, orderId).history.map((move) => move.event)).toEqual(['paymentConfirmed']);
    expect(theMembership(stage, orderId).history.map((move) => move.event)).toEqual(['admitted']);
    expect(postingsOf(stage, orderId)).toEqual([`${orderId}:paid`]);
  });

  race('while its order is cancelled: in, or the money back', async (scheduler, stage) => {
    const groupId = stage.group({ capacity: 1 });
    const orderId = await stage.unpaid(groupId, 'ann');
    const [cancelled] = await stage.race(scheduler, [
      stage.call('cancelOrder', 'ann', { orderId }),
      payAndNotify(stage, orderId, 'ann'),
    ]);
    await stage.rest();
    const { state, refundedFen } = theOrder(stage, orderId);
    expect([state, refundedFen]).toEqual(cancelled.ok ? ['Refunded', 990] : ['Paid', 0]);
    if (!cancelled.ok) expect(cancelled.code).toBe('AlreadyPaid');
  });

  race('while a sweep, whose clock runs ahead, closes its order: in, or the money back', async (scheduler, stage) => {
    const groupId = stage.group({ capacity: 1 });
    const orderId = await stage.unpaid(groupId, 'ann');
    const ahead = { now: () => new Date(stage.nowMs + 15 * minuteMs) };
    await stage.race(scheduler, [payAndNotify(stage, orderId, 'ann'), (ports) => sweep({ ...ports, clock: ahead })]);
    const { history } = theOrder(stage, orderId);
    const closedFirst = history[0]?.event === 'closed';
    await stage.rest();
    const { state, refundedFen } = theOrder(stage, orderId);
    expect([state, refundedFen]).toEqual(closedFirst ? ['Refunded', 990] : ['Paid', 0]);
  });
});

describe('an application', () => {
  race('that one approves and another rejects is decided once', async (scheduler, stage) => {
    const groupId = stage.group({ admission: 'payThenReview', reviewHours: 24 });
    const orderId = await stage.paid(groupId, 'ann');
    const [approved, rejected] = await stage.race(scheduler, [
      decide(stage, orderId, 'approve'),
      decide(stage, orderId, 'reject'),
    ]);
    expect(approved.ok).not.toBe(rejected.ok);
    for (const answer of [approved, rejected]) if (!answer.ok) expect(answer.code).toBe('AlreadyDecided');
    await stage.rest();
    expect(theMembership(stage, orderId).state).toBe(approved.ok ? 'Admitted' : 'Rejected');
    expect(refundsOf(stage, orderId)).toEqual(approved.ok ? [] : [990]);
  });

  race('that is approved as its time runs out is one or the other', async (scheduler, stage) => {
    const groupId = stage.group({ admission: 'payThenReview', reviewHours: 24 });
    const orderId = await stage.paid(groupId, 'ann');
    const timePasses: Racer<unknown> = async (ports, turn) => {
      await turn('its time is over');
      stage.nowMs += 24 * hourMs;
      return sweep(ports);
    };
    const [approved] = await stage.race(scheduler, [decide(stage, orderId, 'approve'), timePasses]);
    if (!approved.ok) expect(['ReviewTimedOut', 'AlreadyDecided']).toContain(approved.code);
    await stage.rest();
    expect(theMembership(stage, orderId).state).toBe(approved.ok ? 'Admitted' : 'TimedOut');
    expect(refundsOf(stage, orderId)).toEqual(approved.ok ? [] : [990]);
  });

  race('that is approved while its buyer wants out: nobody is in with the money back', async (scheduler, stage) => {
    const groupId = stage.group({ admission: 'payThenReview', reviewHours: 24 });
    const orderId = await stage.paid(groupId, 'ann');
    const [, out] = await stage.race(scheduler, [
      decide(stage, orderId, 'approve'),
      stage.call('requestRefund', 'ann', { orderId }),
    ]);
    expect(out.ok).toBe(true);
    await stage.rest();
    expect([theMembership(stage, orderId).state, refundsOf(stage, orderId)]).toEqual(['Refunded', [990]]);
  });
});

describe('an application before paying', () => {
  const applied = async (stage: RaceStage, groupId: string, openid: string): Promise<Membership> => {
    await stage.now(stage.call('applyToGroup', openid, { groupId, message: '想一起读' }));
    const [membership] = stage.documents.memberships.where(
      (each) => each.openid === openid && each.groupId === groupId,
    );
    if (!membership) throw new Error('no application');
    return membership;
  };
  const approve = (stage: RaceStage, { _id: membershipId, round }: Membership) =>
    stage.call('approveMember', 'olivia', { membershipId, round, decision: 'approve' });

  race('at the last seat is granted to one of two', async (scheduler, stage) => {
    const groupId = stage.group({ admission: 'reviewThenPay', reviewHours: 24, capacity: 1 });
    const [ann, ben] = [await applied(stage, groupId, 'ann'), await applied(stage, groupId, 'ben')];
    const answers = await stage.race(scheduler, [approve(stage, ann), approve(stage, ben)]);
    expect(answers.flatMap((answer) => (answer.ok ? [] : [answer.code]))).toEqual(['GroupFull']);
    expect(stage.documents.memberships.where((membership) => membership.state === 'Approved')).toHaveLength(1);
  });

  race('that is withdrawn while it is approved holds no seat afterwards', async (scheduler, stage) => {
    const groupId = stage.group({ admission: 'reviewThenPay', reviewHours: 24, capacity: 1 });
    const ann = await applied(stage, groupId, 'ann');
    const [, withdrawn] = await stage.race(scheduler, [
      approve(stage, ann),
      stage.call('withdrawApplication', 'ann', { groupId }),
    ]);
    if (!withdrawn.ok) expect(withdrawn.code).toBe('Busy');
    await stage.rest();
    expect(stage.seatsOf(groupId)).toEqual([]);
  });

  race('approved and withdrawn while it is paid: in, or the money back', async (scheduler, stage) => {
    const groupId = stage.group({ admission: 'reviewThenPay', reviewHours: 24, capacity: 1 });
    await stage.now(approve(stage, await applied(stage, groupId, 'ann')));
    const orderId = await stage.unpaid(groupId, 'ann');
    const [, withdrawn] = await stage.race(scheduler, [
      payAndNotify(stage, orderId, 'ann'),
      stage.call('withdrawApplication', 'ann', { groupId }),
    ]);
    await stage.rest();
    const { state } = theOrder(stage, orderId);
    if (withdrawn.ok) expect([state, theMembership(stage, orderId).state]).toEqual(['Refunded', 'Withdrawn']);
    else expect([state, refundsOf(stage, orderId)]).toEqual(['Paid', []]);
  });
});

describe('money going back', () => {
  race('while the code is looked at: one of the two, never both', async (scheduler, stage) => {
    const groupId = stage.group();
    const orderId = await stage.paid(groupId, 'ann');
    const [back, ticket] = await stage.race(scheduler, [
      stage.call('requestRefund', 'ann', { orderId }),
      stage.call('getTicket', 'ann', { groupId }),
    ]);
    expect(back.ok).not.toBe(ticket.ok);
    if (!back.ok) expect(back.code).toBe('QrAlreadyShown');
    if (!ticket.ok) expect(ticket.code).toBe('NotAdmitted');
    await stage.rest();
    expect(refundsOf(stage, orderId)).toEqual(back.ok ? [990] : []);
  });

  race('that is asked for twice goes once', async (scheduler, stage) => {
    const orderId = await stage.paid(stage.group(), 'ann');
    const ask = stage.call('requestRefund', 'ann', { orderId });
    const answers = await stage.race(scheduler, [ask, ask]);
    expect(answers.map((answer) => answer.ok)).toEqual([true, true]);
    expect(theOrder(stage, orderId).refunds).toHaveLength(1);
    await stage.rest();
    expect([refundsOf(stage, orderId), theOrder(stage, orderId).refundedFen]).toEqual([[990], 990]);
  });

  const confirmedOnce = async (scheduler: Scheduler, stage: RaceStage, silent: boolean): Promise<void> => {
    const orderId = await stage.paid(stage.group(), 'ann');
    await stage.now(stage.call('requestRefund', 'ann', { orderId }));
    stage.nowMs += 3 * minuteMs;
    stage.pay.settleRefunds();
    stage.pay.silentRefunds = silent;
    const notice = stage.pay.notices.find((each) => each.kind === 'refund');
    if (!notice) throw new Error('a notice of the refund was expected');
    const noticed: Racer<boolean> = (ports) => refundNotify(ports, notice.event);
    const [one, , two] = await stage.race(scheduler, [noticed, sweep, noticed]);
    if (one || two) expect(theOrder(stage, orderId).state).toBe('Refunded');
    // What was not acknowledged is sent again.
    else expect(await stage.now(noticed)).toBe(true);
    await stage.now((ports) => sweep(ports));
    const order = theOrder(stage, orderId);
    expect([order.state, order.refundedFen]).toEqual(['Refunded', 990]);
    expect(postingsOf(stage, orderId).sort()).toEqual([`${orderId}-R1`, `${orderId}:paid`].sort());
  };
  race('whose end a notice and a sweep both find is written once', (scheduler, stage) =>
    confirmedOnce(scheduler, stage, false),
  );
  race('is written once also where only the notice knows its end', (scheduler, stage) =>
    confirmedOnce(scheduler, stage, true),
  );
});

describe('a code', () => {
  race(
    'that is retired and replaced while it is looked at: what is shown is noted, and the group told',
    async (scheduler, stage) => {
      const groupId = stage.group();
      const orderId = await stage.paid(groupId, 'ann');
      const expiresAtMs = stage.nowMs + 100 * hourMs;
      const [, , ticket] = await stage.race(scheduler, [
        stage.call('saveGroupQr', 'olivia', { action: 'retire', groupId, qrId: `code-${groupId}` }),
        stage.call('saveGroupQr', 'olivia', { action: 'add', groupId, fileId: 'file-1', expiresAtMs, quota: 100 }),
        stage.call('getTicket', 'ann', { groupId }),
      ]);
      const shown = stage.documents.groupQrs.get(theMembership(stage, orderId).shownQrId ?? '');
      expect(ticket.ok && ticket.value.qrUrl).toBe(shown ? `http://${shown.fileId}` : null);
      await stage.now((ports) => sweep(ports));
      const qrs = stage.documents.groupQrs.where((qr) => qr.groupId === groupId);
      expect(stage.documents.groups.get(groupId)?.qrValidUntil).toEqual(sellableUntil(qrs, new Date(stage.nowMs)));
      if (shown) expect(qrs.find((qr) => qr._id === shown._id)?.shownTo).toEqual([theMembership(stage, orderId)._id]);
    },
  );
});

describe('two sweeps', () => {
  race('at once do what one does', async (scheduler, stage) => {
    const reviewed = stage.group({ admission: 'payThenReview', reviewHours: 24 });
    const instant = stage.group();
    const timedOut = await stage.paid(reviewed, 'ann');
    stage.nowMs += 24 * hourMs;
    const unnoticed = await stage.unpaid(instant, 'ben');
    stage.pay.confirm(unnoticed, 'ben');
    const abandoned = await stage.unpaid(instant, 'cai');
    await stage.race(scheduler, [sweep, sweep]);
    expect([theOrder(stage, unnoticed).state, theMembership(stage, unnoticed).state]).toEqual(['Paid', 'Admitted']);
    expect(theMembership(stage, timedOut).state).toBe('TimedOut');
    await stage.rest();
    expect([theOrder(stage, timedOut).state, refundsOf(stage, timedOut)]).toEqual(['Refunded', [990]]);
    expect(theOrder(stage, abandoned).state).toBe('Closed');
    expect(postingsOf(stage, unnoticed)).toEqual([`${unnoticed}:paid`]);
  });
});
