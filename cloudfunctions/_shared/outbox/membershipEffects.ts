import {
  revokeForMissingQr,
  timeOut,
  changeMembership,
  type Membership,
  type MembershipEffect,
} from '../../../domain/membership';
import { backsMembership } from '../../../domain/order';
import { reschedule } from '../../../domain/effect';
import type { Decision } from '../../../domain/transition';
import { endApproval, secureSeat } from '../workflows/approval';
import type { Ports } from '../ports';
import { refundRemaining } from '../workflows/refund';
import { findJoinQr } from '../workflows/joinQr';

/**
 * `done`: it need not be looked at again. `failed`: try again after a while. `moved`: the membership is another now, by us or by somebody else;
 * what is due of it then is seen to next.
 */
interface Outcome {
  readonly result: 'done' | 'failed' | 'moved';
  readonly membership: Membership;
}

/** Works off what is due of one membership. What fails stays, later; answers whether nothing did. */
export async function runMembershipEffects(ports: Ports, found: Membership): Promise<boolean> {
  let membership = found;
  const results = new Map<MembershipEffect, Outcome['result']>();
  for (;;) {
    const now = ports.clock.now();
    const next = membership.effects.find((effect) => effect.at <= now && !results.has(effect));
    if (!next) break;
    const outcome = await perform(ports, membership, next);
    // Somebody else has it in hand; what is left, the next sweep sees.
    if (outcome.result === 'moved' && outcome.membership.rev === membership.rev) return true;
    results.set(next, outcome.result);
    membership = outcome.membership;
  }
  const effects = membership.effects.flatMap((each) => afterTry(each, results.get(each), ports.clock.now()));
  const changed =
    effects.length !== membership.effects.length || effects.some((each, index) => each !== membership.effects[index]);
  if (changed) await ports.store.saveMembership(membership, changeMembership(membership, { effects }));
  return ![...results.values()].includes('failed');
}

/** A membership of which something due broke: all that was due is tried later. */
export async function rescheduleMembership(ports: Ports, membership: Membership): Promise<void> {
  const now = ports.clock.now();
  const effects = membership.effects.map((each) => (each.at <= now ? reschedule(each, now) : each));
  await ports.store.saveMembership(membership, changeMembership(membership, { effects }));
}

function afterTry(effect: MembershipEffect, result: Outcome['result'] | undefined, now: Date): MembershipEffect[] {
  if (result === undefined) return [effect];
  return result === 'failed' ? [reschedule(effect, now)] : [];
}

async function perform(ports: Ports, membership: Membership, effect: MembershipEffect): Promise<Outcome> {
  const done = { result: 'done', membership } as const;
  switch (effect.kind) {
    case 'timeOut':
      return endWhenOver(ports, membership);
    case 'secureSeat': {
      const after = await secureSeat(ports, membership);
      return { result: after === membership ? 'done' : 'moved', membership: after };
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
      // From here on the order carries what is left to do, unless a part is on its way and the rest has to wait.
      const waits = backsMembership(await refundRemaining(ports, order, effect.refund));
      return { result: waits ? 'failed' : 'done', membership };
    }
    case 'countShownQr':
      if (effect.qrId !== undefined) await ports.store.countShown(effect.qrId, membership._id);
      return done;
  }
}

async function write(ports: Ports, before: Membership, decision: Decision<Membership, string>): Promise<Outcome> {
  if (decision.kind !== 'moved') return { result: 'done', membership: before };
  const saved = await ports.store.saveMembership(before, decision.next);
  return { result: 'moved', membership: saved ? decision.next : before };
}

/** Ends a review that nobody decided, or an approval that nobody paid for. */
async function endWhenOver(ports: Ports, membership: Membership): Promise<Outcome> {
  if (membership.state !== 'Approved') return write(ports, membership, timeOut(membership, ports.clock.now()));
  const { kind, membership: after } = await endApproval(ports, membership);
  return { result: kind === 'open' ? 'failed' : 'moved', membership: after };
}

/** Gives the money back of whom no code could be shown, unless there is one by now: then they can get in. */
async function endWithoutValidQr(ports: Ports, membership: Membership): Promise<Outcome> {
  const now = ports.clock.now();
  const found = await ports.store.groupForBuyer(membership.groupId, membership._id, now);
  if (await findJoinQr(ports, found?.qr ?? null)) return { result: 'done', membership };
  return write(ports, membership, revokeForMissingQr(membership, now));
}
