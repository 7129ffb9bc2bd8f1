import {
  noValidQrDeadline,
  rescheduleQrDeadline,
  revokeForMissingQr,
  timeOut,
  changeMembership,
  type Membership,
  type MembershipEffect,
} from '../../../domain/membership';
import { clockStops } from '../../../domain/group';
import { backsMembership } from '../../../domain/order';
import { rescheduleDue } from '../../../domain/effect';
import { hourMs } from '../../../domain/time';
import { moved, type Decision } from '../../../domain/transition';
import { runDueEffects, type EffectOutcome } from './runDueEffects';
import { announceGroupQrs } from '../workflows/groupQrs';
import { endApproval, secureSeat } from '../workflows/approval';
import type { Ports, GroupQrStore, MembershipStore, GroupStore } from '../ports';
import { refundRemaining } from '../workflows/refund';
import type { OrderEffectStores } from './orderEffects';

type Outcome = EffectOutcome<Membership>;

/** Runs the due effects of one membership; returns whether all of them succeeded. */
export function runMembershipEffects(
  ports: Ports<OrderEffectStores & GroupQrStore>,
  found: Membership,
): Promise<boolean> {
  return runDueEffects<Membership, MembershipEffect>(found, {
    now: () => ports.clock.now(),
    effectsOf: (membership) => membership.effects,
    keyOf: ({ kind, orderId, seatId, qrId }) => `${kind} ${orderId ?? seatId ?? qrId ?? ''}`,
    perform: (membership, effect) => perform(ports, membership, effect),
    save: (membership, effects) => ports.store.saveMembership(membership, changeMembership(membership, { effects })),
  });
}

/** Reschedules the due effects of a membership after one of them threw. */
export async function rescheduleMembership(ports: Ports<MembershipStore>, membership: Membership): Promise<void> {
  const effects = rescheduleDue(membership.effects, ports.clock.now());
  await ports.store.saveMembership(membership, changeMembership(membership, { effects }));
}

/** The outcome of an effect that moves the membership. If `rev` has not grown, another write came first. */
const movedTo = (before: Membership, after: Membership): Outcome => ({
  result: after.rev === before.rev ? 'superseded' : 'done',
  subject: after,
});

async function perform(
  ports: Ports<OrderEffectStores & GroupQrStore>,
  membership: Membership,
  effect: MembershipEffect,
): Promise<Outcome> {
  const done = { result: 'done', subject: membership } as const;
  switch (effect.kind) {
    case 'timeOut':
      return endWhenOver(ports, membership);
    case 'secureSeat': {
      const after = await secureSeat(ports, membership);
      return after === membership ? done : movedTo(membership, after);
    }
    case 'freeSeat':
      if (effect.seatId !== undefined) await ports.store.freeSeat(membership.groupId, effect.seatId);
      return done;
    case 'noValidQr':
      return endWithoutValidQr(ports, membership);
    case 'refund': {
      if (effect.orderId === undefined || effect.refund === undefined) return done;
      const order = await ports.store.order(effect.orderId);
      if (!order) return done;
      // From here on the order's own effects do the rest, unless a partial refund is under way and the rest has to wait.
      const waits = backsMembership(await refundRemaining(ports, order, effect.refund));
      return { result: waits ? 'failed' : 'done', subject: membership };
    }
    case 'countShownQr':
      if (effect.qrId !== undefined) await ports.store.countShown(effect.qrId, membership._id);
      // The group learns of it when the quota is used up.
      if (effect.nearlyFull) await announceGroupQrs(ports, membership.groupId);
      return done;
  }
}

async function write(
  ports: Ports<MembershipStore>,
  before: Membership,
  decision: Decision<Membership, string>,
): Promise<Outcome> {
  if (decision.kind !== 'moved') return { result: 'done', subject: before };
  return movedTo(before, (await ports.store.saveMembership(before, decision.next)) ? decision.next : before);
}

/** Ends an undecided review or an unpaid approval. */
async function endWhenOver(ports: Ports<OrderEffectStores>, membership: Membership): Promise<Outcome> {
  if (membership.state !== 'Approved') return write(ports, membership, timeOut(membership, ports.clock.now()));
  const { kind, membership: after } = await endApproval(ports, membership);
  return kind === 'open' ? { result: 'failed', subject: after } : movedTo(membership, after);
}

/** While a group is suspended the day without a QR stands still, so that it is looked at so often. */
const suspendedLookMs = hourMs;

/**
 * Refunds a member to whom no QR could be shown for a day; until a day can have passed, asks again later. The time of a suspension does not
 * count: the member can ask for the money then.
 */
async function endWithoutValidQr(ports: Ports<GroupStore & MembershipStore>, membership: Membership): Promise<Outcome> {
  const now = ports.clock.now();
  const group = await ports.store.group(membership.groupId);
  if (group?.state === 'Suspended')
    return write(ports, membership, moved(rescheduleQrDeadline(membership, new Date(now.getTime() + suspendedLookMs))));
  const deadline = noValidQrDeadline(membership, group ? clockStops(group, now) : [], now);
  if (deadline && deadline > now) return write(ports, membership, moved(rescheduleQrDeadline(membership, deadline)));
  return write(ports, membership, revokeForMissingQr(membership, now));
}
