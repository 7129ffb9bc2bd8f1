import fc, { type Scheduler } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payNotify } from '../../cloudfunctions/payNotify/payNotify';
import { refundNotify } from '../../cloudfunctions/refundNotify/refundNotify';
import { sweep } from '../../cloudfunctions/sweep/sweep';
import type { Membership } from '../../domain/membership';
import type { Order } from '../../domain/order';
import { hourMs, minuteMs, RaceStack, uploaderOf, type Racer } from './raceStack';

/**
 * The real operations on the store in memory, with fast-check's scheduler between any two of their calls: it tries many interleavings. The
 * simulation's invariants must hold after every call and at the end; each race also lists its possible outcomes. If either side may win, both
 * must have won in some of the interleavings tried. A failure prints the order of the calls.
 */
const runs = 150;
const seed = 1;

/** `outcomes`: the possible results of the scenario; each must occur in some order of calls. */
function race<const Outcome extends string>(
  title: string,
  outcomes: readonly Outcome[],
  scenario: (scheduler: Scheduler, stack: RaceStack) => Promise<Outcome>,
): void {
  it(title, async () => {
    const counts = new Map<Outcome, number>(outcomes.map((outcome) => [outcome, 0]));
    const holds = async (scheduler: Scheduler): Promise<void> => {
      const stack = new RaceStack();
      const outcome = await scenario(scheduler, stack);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      await stack.drain();
    };
    await fc.assert(fc.asyncProperty(fc.scheduler(), holds), { numRuns: runs, seed });
    expect([...counts.keys()]).toEqual(outcomes);
    expect(Math.min(...counts.values()), `each must happen: ${JSON.stringify([...counts])}`).toBeGreaterThan(0);
  });
}

/** A race in which nobody loses. */
function raceWithoutLoser(title: string, scenario: (scheduler: Scheduler, stack: RaceStack) => Promise<void>): void {
  race(title, ['done'], async (scheduler, stack) => {
    await scenario(scheduler, stack);
    return 'done';
  });
}

const notify =
  (orderId: string): Racer<boolean> =>
  (ports) =>
    payNotify(ports, { outTradeNo: orderId });

/** The buyer pays, and WeChat Pay's notice follows. */
const payAndNotify =
  (stack: RaceStack, orderId: string, openid: string): Racer<boolean> =>
  async (ports, turn) => {
    await turn('pays');
    stack.pay.confirm(orderId, openid);
    return payNotify(ports, { outTradeNo: orderId });
  };

function orderOf(stack: RaceStack, orderId: string): Order {
  const order = stack.documents.orders.get(orderId);
  if (!order) throw new Error('no such order');
  return order;
}

function membershipOf(stack: RaceStack, orderId: string): Membership {
  const membership = stack.documents.memberships.get(orderOf(stack, orderId).membershipId);
  if (!membership) throw new Error('no such membership');
  return membership;
}

const postingsOf = (stack: RaceStack, orderId: string): string[] =>
  stack.documents.ledger.where((posting) => posting.orderId === orderId).map((posting) => posting._id);

/** The amounts of the refunds submitted to WeChat Pay for an order. */
const refundsOf = (stack: RaceStack, orderId: string): number[] =>
  stack.pay.books.get(orderId)?.refunds.map((refund) => refund.fen) ?? [];

const decide = (stack: RaceStack, orderId: string, decision: 'approve' | 'reject') => {
  const { _id: membershipId, round } = membershipOf(stack, orderId);
  const words = decision === 'approve' ? { decision } : { decision, reason: '人满' };
  return stack.call('approveMember', 'olivia', { membershipId, round, ...words });
};

describe('races for a seat', () => {
  raceWithoutLoser('Two phones that buy at once make one order, one seat and one payment', async (scheduler, stack) => {
    const groupId = stack.group();
    const [one, two] = await stack.race(scheduler, [
      stack.call('createOrder', 'ann', { idempotencyKey: 'phone-1', groupId }),
      stack.call('createOrder', 'ann', { idempotencyKey: 'phone-2', groupId }),
    ]);
    expect([one.ok, two.ok]).toEqual([true, true]);
    expect(one.ok && two.ok && one.value.orderId === two.value.orderId).toBe(true);
    expect([stack.seatsOf(groupId).length, stack.documents.orders.rows.size, stack.pay.books.size]).toEqual([1, 1, 1]);
  });

  raceWithoutLoser('The same request sent three times at once makes one order', async (scheduler, stack) => {
    const groupId = stack.group();
    const again = stack.call('createOrder', 'ann', { idempotencyKey: 'same', groupId });
    const answers = await stack.race(scheduler, [again, again, again]);
    expect(answers.map((answer) => answer.ok)).toEqual([true, true, true]);
    expect([stack.seatsOf(groupId).length, stack.documents.orders.rows.size]).toEqual([1, 1]);
  });

  race(
    'Three buyers race for the last seat: one gets it, and the others are refused',
    ['ann', 'ben', 'cai'],
    async (scheduler, stack) => {
      const groupId = stack.group({ capacity: 1 });
      const buy = (openid: string) => stack.call('createOrder', openid, { idempotencyKey: openid, groupId });
      const answers = await stack.race(scheduler, [buy('ann'), buy('ben'), buy('cai')]);
      const refusals = answers.flatMap((answer) => (answer.ok ? [] : [answer.code]));
      expect(refusals).toEqual(['GroupFull', 'GroupFull']);
      expect(stack.seatsOf(groupId)).toHaveLength(1);
      return (['ann', 'ben', 'cai'] as const)[answers.findIndex((answer) => answer.ok)]!;
    },
  );

  race(
    'A buyer and an owner who reduces the capacity race for the last seat: nothing is oversold',
    ['bought', 'made smaller'],
    async (scheduler, stack) => {
      const groupId = stack.group({ capacity: 2 });
      await stack.unpaid(groupId, 'ann');
      const terms = { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 1 } as const;
      const [bought, changed] = await stack.race(scheduler, [
        stack.call('createOrder', 'ben', { idempotencyKey: 'ben', groupId }),
        stack.call('saveGroup', 'olivia', { action: 'change', groupId, text: stack.text(), terms }),
      ]);
      expect(bought.ok).not.toBe(changed.ok);
      if (!bought.ok) expect(bought.code).toBe('GroupFull');
      if (!changed.ok) expect(changed.code).toBe('CapacityTooSmall');
      expect(stack.seatsOf(groupId)).toHaveLength(changed.ok ? 1 : 2);
      return changed.ok ? 'made smaller' : 'bought';
    },
  );

  race(
    'A buyer and an owner who raises the capacity race: the buyer gets the new seat or is refused',
    ['bought', 'refused'],
    async (scheduler, stack) => {
      const groupId = stack.group({ capacity: 1 });
      await stack.unpaid(groupId, 'ann');
      const terms = { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 2 } as const;
      const [bought, changed] = await stack.race(scheduler, [
        stack.call('createOrder', 'ben', { idempotencyKey: 'ben', groupId }),
        stack.call('saveGroup', 'olivia', { action: 'change', groupId, text: stack.text(), terms }),
      ]);
      expect([changed.ok, stack.capacityOf(groupId)]).toEqual([true, 2]);
      expect(stack.seatsOf(groupId)).toHaveLength(bought.ok ? 2 : 1);
      return bought.ok ? 'bought' : 'refused';
    },
  );

  race(
    'A purchase and its cancellation from another phone race: no seat is lost',
    ['bought', 'cancelled'],
    async (scheduler, stack) => {
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
      await stack.drain();
      // Nobody paid, so the next buyer gets the seat.
      await stack.unpaid(groupId, 'ben');
      return bought.ok ? 'bought' : 'cancelled';
    },
  );
});

describe('races of a payment', () => {
  raceWithoutLoser(
    'A payment notice, the buyer and a sweep find a payment at the same time: it is recorded once',
    async (scheduler, stack) => {
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
      expect(orderOf(stack, orderId).history.map((transition) => transition.event)).toEqual(['paymentConfirmed']);
      expect(membershipOf(stack, orderId).history.map((transition) => transition.event)).toEqual(['admitted']);
      expect(postingsOf(stack, orderId)).toEqual([`${orderId}:paid`]);
    },
  );

  race(
    'A payment and a cancellation race: the buyer is admitted or refunded',
    ['in', 'money back'],
    async (scheduler, stack) => {
      const groupId = stack.group({ capacity: 1 });
      const orderId = await stack.unpaid(groupId, 'ann');
      const [cancelled] = await stack.race(scheduler, [
        stack.call('cancelOrder', 'ann', { orderId }),
        payAndNotify(stack, orderId, 'ann'),
      ]);
      await stack.drain();
      const { state, refundedFen } = orderOf(stack, orderId);
      expect([state, refundedFen]).toEqual(cancelled.ok ? ['Refunded', 990] : ['Paid', 0]);
      if (!cancelled.ok) expect(cancelled.code).toBe('AlreadyPaid');
      return cancelled.ok ? 'money back' : 'in';
    },
  );

  race(
    'A payment and a sweep whose clock runs ahead race: the buyer is admitted or refunded',
    ['in', 'money back'],
    async (scheduler, stack) => {
      const groupId = stack.group({ capacity: 1 });
      const orderId = await stack.unpaid(groupId, 'ann');
      const ahead = { now: () => new Date(stack.nowMs + 15 * minuteMs) };
      // Not the first sweep of an installation, which reads every kind before it asks about orders.
      stack.documents.sweepUntil = new Date(0);
      stack.documents.seatCheck = { after: '', dueAt: new Date(stack.nowMs + 60 * minuteMs) };
      await stack.race(scheduler, [payAndNotify(stack, orderId, 'ann'), (ports) => sweep({ ...ports, clock: ahead })]);
      const { history } = orderOf(stack, orderId);
      const closedFirst = history[0]?.event === 'closed';
      await stack.drain();
      const { state, refundedFen } = orderOf(stack, orderId);
      expect([state, refundedFen]).toEqual(closedFirst ? ['Refunded', 990] : ['Paid', 0]);
      return closedFirst ? 'money back' : 'in';
    },
  );
});

describe('races of an application', () => {
  race(
    'An approval and a rejection race: the application is decided once',
    ['approved', 'rejected'],
    async (scheduler, stack) => {
      const groupId = stack.group({ admission: 'payThenReview', reviewHours: 24 });
      const orderId = await stack.paid(groupId, 'ann');
      const [approved, rejected] = await stack.race(scheduler, [
        decide(stack, orderId, 'approve'),
        decide(stack, orderId, 'reject'),
      ]);
      expect(approved.ok).not.toBe(rejected.ok);
      for (const answer of [approved, rejected]) if (!answer.ok) expect(answer.code).toBe('AlreadyDecided');
      await stack.drain();
      expect(membershipOf(stack, orderId).state).toBe(approved.ok ? 'Admitted' : 'Rejected');
      expect(refundsOf(stack, orderId)).toEqual(approved.ok ? [] : [990]);
      return approved.ok ? 'approved' : 'rejected';
    },
  );

  race(
    'An approval and the end of the review race: the application is approved or times out',
    ['approved', 'timed out'],
    async (scheduler, stack) => {
      const groupId = stack.group({ admission: 'payThenReview', reviewHours: 24 });
      const orderId = await stack.paid(groupId, 'ann');
      const timePasses: Racer<unknown> = async (ports, turn) => {
        await turn('its time is over');
        stack.nowMs += 24 * hourMs;
        return sweep(ports);
      };
      const [approved] = await stack.race(scheduler, [decide(stack, orderId, 'approve'), timePasses]);
      if (!approved.ok) expect(['ReviewTimedOut', 'AlreadyDecided']).toContain(approved.code);
      await stack.drain();
      expect(membershipOf(stack, orderId).state).toBe(approved.ok ? 'Admitted' : 'TimedOut');
      expect(refundsOf(stack, orderId)).toEqual(approved.ok ? [] : [990]);
      return approved.ok ? 'approved' : 'timed out';
    },
  );

  race(
    'An approval and a refund race: no refunded person is admitted',
    ['approved first', 'refunded first'],
    async (scheduler, stack) => {
      const groupId = stack.group({ admission: 'payThenReview', reviewHours: 24 });
      const orderId = await stack.paid(groupId, 'ann');
      const [approved, out] = await stack.race(scheduler, [
        decide(stack, orderId, 'approve'),
        stack.call('requestRefund', 'ann', { orderId }),
      ]);
      expect(out.ok).toBe(true);
      await stack.drain();
      expect([membershipOf(stack, orderId).state, refundsOf(stack, orderId)]).toEqual(['Revoked', [990]]);
      return approved.ok ? 'approved first' : 'refunded first';
    },
  );
});

describe('races of an application before paying', () => {
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

  race('Two approvals race for the last seat: one is granted', ['ann', 'ben'], async (scheduler, stack) => {
    const groupId = stack.group({ admission: 'reviewThenPay', reviewHours: 24, capacity: 1 });
    const [ann, ben] = [await applied(stack, groupId, 'ann'), await applied(stack, groupId, 'ben')];
    const answers = await stack.race(scheduler, [approve(stack, ann), approve(stack, ben)]);
    expect(answers.flatMap((answer) => (answer.ok ? [] : [answer.code]))).toEqual(['GroupFull']);
    expect(stack.documents.memberships.where((membership) => membership.state === 'Approved')).toHaveLength(1);
    return answers[0].ok ? 'ann' : 'ben';
  });

  race(
    'An approval and a withdrawal race: the seat is freed',
    ['approved first', 'withdrawn first'],
    async (scheduler, stack) => {
      const groupId = stack.group({ admission: 'reviewThenPay', reviewHours: 24, capacity: 1 });
      const ann = await applied(stack, groupId, 'ann');
      const [approved, withdrawn] = await stack.race(scheduler, [
        approve(stack, ann),
        stack.call('withdrawApplication', 'ann', { groupId }),
      ]);
      if (!withdrawn.ok) expect(withdrawn.code).toBe('Busy');
      await stack.drain();
      expect(stack.seatsOf(groupId)).toEqual([]);
      return approved.ok ? 'approved first' : 'withdrawn first';
    },
  );

  race(
    'A payment and a withdrawal race: the applicant is admitted or refunded',
    ['in', 'withdrawn'],
    async (scheduler, stack) => {
      const groupId = stack.group({ admission: 'reviewThenPay', reviewHours: 24, capacity: 1 });
      await stack.now(approve(stack, await applied(stack, groupId, 'ann')));
      const orderId = await stack.unpaid(groupId, 'ann');
      const [, withdrawn] = await stack.race(scheduler, [
        payAndNotify(stack, orderId, 'ann'),
        stack.call('withdrawApplication', 'ann', { groupId }),
      ]);
      await stack.drain();
      const { state } = orderOf(stack, orderId);
      if (withdrawn.ok) expect([state, membershipOf(stack, orderId).state]).toEqual(['Refunded', 'Withdrawn']);
      else expect([state, refundsOf(stack, orderId)]).toEqual(['Paid', []]);
      return withdrawn.ok ? 'withdrawn' : 'in';
    },
  );
});

describe('races of a refund', () => {
  race(
    'A refund and showing the QR race: one of the two happens, never both',
    ['money back', 'QR shown'],
    async (scheduler, stack) => {
      const groupId = stack.group();
      const orderId = await stack.paid(groupId, 'ann');
      const [back, ticket] = await stack.race(scheduler, [
        stack.call('requestRefund', 'ann', { orderId }),
        stack.call('getTicket', 'ann', { groupId }),
      ]);
      expect(back.ok).not.toBe(ticket.ok);
      if (!back.ok) expect(back.code).toBe('QrAlreadyShown');
      if (!ticket.ok) expect(ticket.code).toBe('NotAdmitted');
      await stack.drain();
      expect(refundsOf(stack, orderId)).toEqual(back.ok ? [990] : []);
      return back.ok ? 'money back' : 'QR shown';
    },
  );

  raceWithoutLoser('A refund that is requested twice at once goes back once', async (scheduler, stack) => {
    const orderId = await stack.paid(stack.group(), 'ann');
    const ask = stack.call('requestRefund', 'ann', { orderId });
    const answers = await stack.race(scheduler, [ask, ask]);
    expect(answers.map((answer) => answer.ok)).toEqual([true, true]);
    expect(orderOf(stack, orderId).refunds).toHaveLength(1);
    await stack.drain();
    expect([refundsOf(stack, orderId), orderOf(stack, orderId).refundedFen]).toEqual([[990], 990]);
  });

  const confirmedOnce = async (scheduler: Scheduler, stack: RaceStack, silent: boolean): Promise<void> => {
    const orderId = await stack.paid(stack.group(), 'ann');
    await stack.now(stack.call('requestRefund', 'ann', { orderId }));
    stack.nowMs += 3 * minuteMs;
    stack.pay.endWhatIsDue();
    stack.pay.silentRefunds = silent;
    const notice = stack.pay.notices.find((each) => each.kind === 'refund');
    if (!notice) throw new Error('a notice of the refund was expected');
    const noticed: Racer<boolean> = (ports) => refundNotify(ports, notice.event);
    const [one, , two] = await stack.race(scheduler, [noticed, sweep, noticed]);
    if (one || two) expect(orderOf(stack, orderId).state).toBe('Refunded');
    // A notice that was not acknowledged is sent again.
    else expect(await stack.now(noticed)).toBe(true);
    await stack.now((ports) => sweep(ports));
    const order = orderOf(stack, orderId);
    expect([order.state, order.refundedFen]).toEqual(['Refunded', 990]);
    expect(postingsOf(stack, orderId).sort()).toEqual([`${orderId}-R1`, `${orderId}:paid`].sort());
  };
  raceWithoutLoser('Two notices and a sweep that find the end of a refund at once write it once', (scheduler, stack) =>
    confirmedOnce(scheduler, stack, false),
  );
  raceWithoutLoser(
    'Two notices and a sweep record the end of a refund once, even if only the notice reports it',
    (scheduler, stack) => confirmedOnce(scheduler, stack, true),
  );
});

describe('races of a QR', () => {
  race(
    'Showing the QR races with its replacement: the shown QR is recorded, and the group is updated',
    ['old QR', 'new QR', 'no QR'],
    async (scheduler, stack) => {
      const groupId = stack.group();
      const orderId = await stack.paid(groupId, 'ann');
      const expiresAtMs = stack.nowMs + 100 * hourMs;
      const newFileId = `cloud://demo.bucket/groupQrs/${uploaderOf('olivia')}/new.png`;
      const [, , ticket] = await stack.race(scheduler, [
        stack.call('saveGroupQr', 'olivia', { action: 'retire', groupId, qrId: `qr-${groupId}` }),
        stack.call('saveGroupQr', 'olivia', {
          action: 'add',
          groupId,
          fileId: newFileId,
          place: 'append',
          expiresAtMs,
          quota: 100,
        }),
        stack.call('getTicket', 'ann', { groupId }),
      ]);
      const shown = stack.documents.groupQrs.get(membershipOf(stack, orderId).shownQrId ?? '');
      expect(ticket.ok && ticket.value.qrUrl).toBe(shown ? `http://${shown.fileId}` : null);
      await stack.now((ports) => sweep(ports));
      const qrs = stack.documents.groupQrs.where((qr) => qr.groupId === groupId);
      expect(stack.documents.groups.get(groupId)?.qrValidUntil).toEqual(new Date(expiresAtMs));
      if (shown) expect(qrs.find((qr) => qr._id === shown._id)?.shownTo).toEqual([membershipOf(stack, orderId)._id]);
      return shown ? (shown._id === `qr-${groupId}` ? 'old QR' : 'new QR') : 'no QR';
    },
  );
});

describe('races of sweeps', () => {
  raceWithoutLoser('Two sweeps at once do what one does', async (scheduler, stack) => {
    const reviewed = stack.group({ admission: 'payThenReview', reviewHours: 24 });
    const instant = stack.group();
    const timedOut = await stack.paid(reviewed, 'ann');
    stack.nowMs += 24 * hourMs;
    const unnoticed = await stack.unpaid(instant, 'ben');
    stack.pay.confirm(unnoticed, 'ben');
    const abandoned = await stack.unpaid(instant, 'cai');
    await stack.race(scheduler, [sweep, sweep]);
    expect([orderOf(stack, unnoticed).state, membershipOf(stack, unnoticed).state]).toEqual(['Paid', 'Admitted']);
    expect(membershipOf(stack, timedOut).state).toBe('TimedOut');
    await stack.drain();
    expect([orderOf(stack, timedOut).state, refundsOf(stack, timedOut)]).toEqual(['Refunded', [990]]);
    expect(orderOf(stack, abandoned).state).toBe('Closed');
    expect(postingsOf(stack, unnoticed)).toEqual([`${unnoticed}:paid`]);
  });
});

const holdGroup = (stack: RaceStack, groupId: string, decision: 'suspend' | 'ban' | 'restore') =>
  stack.call('moderateGroup', 'adam', { groupId, decision, reason: '核实' });

const stateOf = (stack: RaceStack, groupId: string) => stack.documents.groups.get(groupId)?.state;

describe('races against a ban', () => {
  raceWithoutLoser(
    'A ban takes effect in every order of calls of an owner who pauses, resumes and edits at the same moment',
    async (scheduler, stack) => {
      const groupId = stack.group();
      const terms = { priceFen: 100, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 2 } as const;
      const [, banned] = await stack.race(scheduler, [
        async (ports, turn) => {
          for (const action of ['pause', 'resume', 'pause', 'resume'] as const)
            await stack.call('saveGroup', 'olivia', { action, groupId })(ports, turn);
        },
        holdGroup(stack, groupId, 'ban'),
        stack.call('saveGroup', 'olivia', { action: 'change', groupId, text: stack.text(), terms }),
      ]);
      expect(banned).toEqual({ ok: true, value: { state: 'Banned' } });
      expect(stateOf(stack, groupId)).toBe('Banned');
    },
  );

  race(
    'A buyer and a ban race: whoever gets an order pays nothing that stays',
    ['ordered', 'refused'],
    async (scheduler, stack) => {
      const groupId = stack.group({ capacity: null });
      const [bought] = await stack.race(scheduler, [
        stack.call('createOrder', 'ann', { idempotencyKey: 'ann', groupId }),
        holdGroup(stack, groupId, 'ban'),
        (ports) => sweep(ports),
      ]);
      if (!bought.ok) {
        expect(['GroupBanned', 'OrderClosed']).toContain(bought.code);
        return 'refused';
      }
      stack.pay.confirm(bought.value.orderId, 'ann');
      await stack.drain();
      expect(orderOf(stack, bought.value.orderId).state).not.toBe('Paid');
      expect(stack.pay.heldFen(bought.value.orderId)).toBe(0);
      return 'ordered';
    },
  );

  race(
    'A payment and a ban race: the money goes back, whichever comes first',
    ['groupBanned', 'paidAfterClosing'],
    async (scheduler, stack) => {
      const groupId = stack.group();
      const orderId = await stack.unpaid(groupId, 'ann');
      await stack.race(scheduler, [
        async (ports, turn) => {
          for (let seconds = 0; seconds < 8; seconds += 1) await turn('looks at the sheet');
          await payAndNotify(stack, orderId, 'ann')(ports, turn);
        },
        async (ports, turn) => {
          await holdGroup(stack, groupId, 'ban')(ports, turn);
          await sweep(ports);
        },
      ]);
      await stack.drain();
      expect(stack.pay.heldFen(orderId)).toBe(0);
      return orderOf(stack, orderId).refunds[0]!.reason as 'groupBanned' | 'paidAfterClosing';
    },
  );

  race(
    'A member who opens the ticket and a ban race: either the QR is shown and the money stays, or it goes back',
    ['shown', 'refunded'],
    async (scheduler, stack) => {
      const groupId = stack.group();
      const orderId = await stack.paid(groupId, 'ann');
      const [ticket] = await stack.race(scheduler, [
        stack.call('getTicket', 'ann', { groupId }),
        async (ports, turn) => {
          await holdGroup(stack, groupId, 'ban')(ports, turn);
          await sweep(ports);
        },
      ]);
      await stack.drain();
      const shown = ticket.ok && ticket.value.qrUrl !== null;
      expect(membershipOf(stack, orderId).state).toBe(shown ? 'Admitted' : 'Revoked');
      expect(stack.pay.heldFen(orderId)).toBe(shown ? 990 : 0);
      return shown ? 'shown' : 'refunded';
    },
  );

  race(
    'An owner who approves and a ban race: an approved applicant is ended all the same',
    ['approved', 'refused'],
    async (scheduler, stack) => {
      const groupId = stack.group({ admission: 'payThenReview', reviewHours: 24 });
      const orderId = await stack.paid(groupId, 'ann');
      const [approved] = await stack.race(scheduler, [
        decide(stack, orderId, 'approve'),
        async (ports, turn) => {
          await holdGroup(stack, groupId, 'ban')(ports, turn);
          await sweep(ports);
        },
      ]);
      await stack.drain();
      expect(membershipOf(stack, orderId).state).toBe('Revoked');
      expect(stack.pay.heldFen(orderId)).toBe(0);
      return approved.ok ? 'approved' : 'refused';
    },
  );

  raceWithoutLoser(
    'A refund of everything, two sweeps and the buyer’s own request refund an order once',
    async (scheduler, stack) => {
      const groupId = stack.group();
      const orderId = await stack.paid(groupId, 'ann');
      await stack.now(holdGroup(stack, groupId, 'ban'));
      await stack.race(scheduler, [
        stack.call('refundGroup', 'adam', { groupId, note: '', idempotencyKey: 'all' }),
        (ports) => sweep(ports),
        (ports) => sweep(ports),
        stack.call('requestRefund', 'ann', { orderId }),
      ]);
      await stack.drain();
      expect(refundsOf(stack, orderId)).toEqual([990]);
      expect(stack.pay.heldFen(orderId)).toBe(0);
    },
  );

  race(
    'An operator who lifts a ban and the sweep race: nobody is left between',
    ['refunded', 'kept'],
    async (scheduler, stack) => {
      const groupId = stack.group();
      const orderId = await stack.paid(groupId, 'ann');
      await stack.now(holdGroup(stack, groupId, 'ban'));
      await stack.race(scheduler, [(ports) => sweep(ports), holdGroup(stack, groupId, 'restore')]);
      expect(stateOf(stack, groupId)).toBe('Draft');
      const refunded = membershipOf(stack, orderId).state === 'Revoked';
      await stack.drain();
      if (refunded) expect(stack.pay.heldFen(orderId)).toBe(0);
      return refunded ? 'refunded' : 'kept';
    },
  );
});
