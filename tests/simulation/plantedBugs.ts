import { nextOf } from '../../domain/transition';
import { admit } from '../../cloudfunctions/_shared/workflows/admit';
import { payNotify } from '../../cloudfunctions/payNotify/payNotify';
import type { Ports, Store } from '../../cloudfunctions/_shared/ports';
import { isEnded } from '../../domain/membership';
import { confirmPayment, startRefund } from '../../domain/order';
import type { Documents } from './memory-store';
import { loadPatchedSimulation, type SourcePatch } from './patchedSimulation';
import {
  failingActions,
  Simulation,
  sumTallies,
  type ActionKind,
  type SimulationOptions,
  type Tally,
} from './simulation';

/** A bug is planted through the ports, or as a patch of one source file. */
export type PlantedBug = Pick<SimulationOptions, 'alterPorts' | 'receivePayment'> & { readonly patch?: SourcePatch };

const storeWith =
  (change: (store: Store, documents: Documents) => Partial<Store>) => (ports: Ports<Store>, documents: Documents) => {
    // Methods of a proxy are not enumerable, so the changed ones are looked up first.
    const changed = change(ports.store, documents);
    const store = new Proxy(ports.store, {
      get: (real, name): unknown => Reflect.get(changed, name) ?? Reflect.get(real, name),
    });
    return { ...ports, store };
  };

const paymentsWith =
  (change: (payments: Ports<Store>['payments']) => Partial<Ports<Store>['payments']>) => (ports: Ports<Store>) => {
    const changed = change(ports.payments);
    const payments = new Proxy(ports.payments, {
      get: (real, name): unknown => Reflect.get(changed, name) ?? Reflect.get(real, name),
    });
    return { ...ports, payments };
  };

/** Counts the attempts of each refund within one simulation. */
const attemptsOf = (documents: Documents): Map<string, number> => {
  const known = tried.get(documents) ?? new Map<string, number>();
  tried.set(documents, known);
  return known;
};
const tried = new WeakMap<Documents, Map<string, number>>();

/** A planted bug must be found within this number of seeds. */
const seedsPerBug = 600;
/** This number of seeds shows whether an action fails; the short form in the suite runs as many. */
const seedsToSeeFailing = 150;

/** Triggers WeChat Pay's refusal of a refund number that it already knows. */
export const refundNumberBug = 'a refund number is used again with another amount';

/**
 * Realistic bugs, planted one at a time in the ports, in the domain and in the operations. The simulation must find each, by a violation or
 * by an action that no longer succeeds; a bug that it does not find is a gap in the simulation.
 */
export const plantedBugs: Readonly<Record<string, PlantedBug>> = {
  'syncing a payment reads, then writes without a condition': {
    alterPorts: storeWith((store, documents) => ({
      saveOrder: async (before, after) => {
        await store.order(before._id);
        documents.orders.put(after);
        return true;
      },
    })),
  },

  'a refund gets a new number on every attempt': {
    alterPorts: (ports, documents) =>
      paymentsWith((payments) => {
        const attempts = attemptsOf(documents);
        const numbered = (no: string): string => `${no}#${attempts.get(no) ?? 0}`;
        return {
          refund: (request, no, fen) => {
            attempts.set(no, (attempts.get(no) ?? 0) + 1);
            return payments.refund(request, numbered(no), fen);
          },
          queryRefund: (request, no) => payments.queryRefund(request, numbered(no)),
        };
      })(ports),
  },

  'a seat is taken without a condition': {
    alterPorts: storeWith((store, documents) => ({
      takeSeat: async (groupId, seatId) => {
        const group = await store.group(groupId);
        if (!group) return false;
        documents.groups.put({ ...group, seatsLeft: (group.seatsLeft ?? 0) - 1, seats: [...group.seats, seatId] });
        return true;
      },
    })),
  },

  'the seat is taken before the order is written': {
    alterPorts: storeWith((store) => ({
      addOrder: async (order) => {
        if (order.seatId !== null) await store.takeSeat(order.groupId, order.seatId);
        return store.addOrder(order);
      },
    })),
  },

  'seats are recounted': {
    alterPorts: storeWith((store, documents) => ({
      freeSeat: async (groupId, seatId) => {
        const holders = documents.orders.where(
          (order) =>
            order.groupId === groupId && (order.state === 'Paid' || order.payment !== null) && order._id !== seatId,
        );
        const seats = holders.filter((order) => order.state !== 'Closed').map((order) => order._id);
        const group = await store.group(groupId);
        if (group?.capacity === null || !group) return;
        documents.groups.put({ ...group, seats, seatsLeft: (group.capacity ?? 0) - seats.length });
      },
    })),
  },

  'the state moves without its effect': {
    alterPorts: storeWith((store) => ({
      saveOrder: (before, after) =>
        store.saveOrder(before, before.state === after.state ? after : { ...after, effects: [], dueAt: null }),
    })),
  },

  'the callback is trusted': {
    receivePayment: async (ports, event) => {
      const { outTradeNo } = event as { outTradeNo: string };
      const order = await ports.store.order(outTradeNo);
      const after = order && nextOf(confirmPayment(order, null, ports.clock.now()));
      return !order || !after || ports.store.saveOrder(order, after);
    },
  },

  '`errcode: 0` is returned before the order moves': {
    receivePayment: async (ports, event) => {
      void payNotify(ports, event).catch(() => undefined);
      return true;
    },
  },

  'admitting writes the membership before the order': {
    alterPorts: (ports, documents) =>
      storeWith((store) => ({
        saveOrder: async (before, after) => {
          if (before.state === 'AwaitingPayment' && after.state === 'Paid') await admit(ports, after, null);
          return store.saveOrder(before, after);
        },
      }))(ports, documents),
  },

  'revoking writes the order before the membership': {
    alterPorts: storeWith((store) => ({
      saveMembership: async (before, after) => {
        const ends = !isEnded(before.state) && isEnded(after.state);
        const order = ends && before.orderId !== null ? await store.order(before.orderId) : null;
        const request = { reason: 'rejected', note: '', actor: 'owner' } as const;
        const revoked = order && nextOf(startRefund(order, request, after.stateAt));
        if (order && revoked) await store.saveOrder(order, revoked);
        return store.saveMembership(before, after);
      },
    })),
  },

  'late money is kept': {
    alterPorts: storeWith((store) => ({
      saveOrder: async (before, after) =>
        before.state === 'Closed' && after.state === 'Refunding' ? true : store.saveOrder(before, after),
    })),
  },

  'the amount is not compared': {
    alterPorts: paymentsWith((payments) => ({
      queryOrder: async (request) => {
        const answer = await payments.queryOrder(request);
        if (answer.kind !== 'found') return answer;
        return { kind: 'found', trade: { ...answer.trade, totalFee: request.totalFee } };
      },
    })),
  },

  'closing a day again adds to it': {
    alterPorts: storeWith((_store, documents) => ({
      putClosedDay: async (day) => {
        const known = documents.days.get(day._id);
        documents.days.put({ ...day, owedAfterFen: day.owedAfterFen + (known?.owedFen ?? 0) });
      },
    })),
  },

  'a posting is made twice': {
    alterPorts: storeWith((store, documents) => ({
      addPosting: (posting) => store.addPosting({ ...posting, _id: `${posting._id}#${documents.ledger.rows.size}` }),
    })),
  },

  'the active key is not unique': {
    alterPorts: storeWith((store, documents) => ({
      addOrder: async (order) => {
        if (await store.order(order._id)) return false;
        return documents.orders.add(order);
      },
      groupForBuyer: async (...parameters) => {
        const found = await store.groupForBuyer(...parameters);
        return found && { ...found, liveOrder: null };
      },
    })),
  },

  [refundNumberBug]: {
    alterPorts: (ports, documents) =>
      paymentsWith((payments) => {
        const attempts = attemptsOf(documents);
        return {
          refund: (request, no, fen) => {
            attempts.set(no, (attempts.get(no) ?? 0) + 1);
            return payments.refund(request, no, fen - (attempts.get(no) ?? 1) + 1);
          },
        };
      })(ports),
  },

  'a closed payment is not closed at WeChat Pay': {
    alterPorts: storeWith((store) => ({
      saveOrder: (before, after) => {
        if (after.state !== 'Closed') return store.saveOrder(before, after);
        const effects = after.effects.filter((each) => each.kind !== 'closePayment');
        return store.saveOrder(before, { ...after, effects, dueAt: effects[0]?.at ?? null });
      },
    })),
  },

  'a QR is shown without being recorded in the membership': {
    alterPorts: storeWith((store) => ({
      saveMembership: (before, after) =>
        before.shownQrId !== after.shownQrId && before.state === after.state
          ? Promise.resolve(true)
          : store.saveMembership(before, after),
    })),
  },

  'an approval times out without asking WeChat Pay': {
    alterPorts: storeWith(() => ({ orderByActiveKey: async () => null })),
  },

  'the seat of an approval is freed when its order closes': {
    alterPorts: storeWith((store) => ({
      saveOrder: async (before, after) => {
        const saved = await store.saveOrder(before, after);
        if (saved && after.state === 'Closed' && after.seatId !== null)
          await store.freeSeat(after.groupId, after.seatId);
        return saved;
      },
    })),
  },

  'an approval is granted without a seat': {
    alterPorts: storeWith((store) => ({
      takeSeat: (groupId, seatId) => (seatId.includes('#') ? Promise.resolve(true) : store.takeSeat(groupId, seatId)),
    })),
  },

  'an approval that ends keeps its seat': {
    alterPorts: storeWith((store) => ({
      freeSeat: (groupId, seatId) => (seatId.includes('#') ? Promise.resolve() : store.freeSeat(groupId, seatId)),
    })),
  },

  'a payment is refunded for lack of a QR although one was shown': {
    alterPorts: storeWith((store) => ({
      saveMembership: async (before, after) => {
        const shown = before.state === after.state && before.shownQrId !== after.shownQrId;
        if (!shown) return store.saveMembership(before, after);
        const effects = [...after.effects, ...before.effects.filter((each) => each.kind === 'noValidQr')];
        return store.saveMembership(before, { ...after, shownQrId: null, effects });
      },
    })),
  },

  // Something that ought to happen never happens.

  'approving does nothing': {
    patch: { file: 'domain/membership.ts', from: /approved: to\('\w+'\)/g, to: 'approved: noop' },
  },

  'a confirmed payment is not recorded': {
    patch: { file: 'domain/order.ts', from: /paymentConfirmed: to\('\w+'\)/g, to: 'paymentConfirmed: noop' },
  },

  'a replaced QR is hidden from those who were shown it': {
    patch: { file: 'domain/groupQr.ts', from: /\['Live', 'Replaced'\] as const/, to: "['Live'] as const" },
  },

  'newcomers’ QR is shown to those who were shown another': {
    patch: { file: 'domain/groupQr.ts', from: /qr\._id === shownQrId/, to: 'false' },
  },

  'a QR that is there at the deadline ends the clock': {
    patch: {
      file: 'cloudfunctions/_shared/outbox/membershipEffects.ts',
      from: /if \(deadline && deadline > now\)[^;]*;/,
      to: "if (deadline && group && group.qrValidUntil) return { result: 'done', subject: membership };",
    },
  },

  'an admitted member has no clock': {
    patch: { file: 'domain/membership.ts', from: /: noValidQrAt\(now\)\]/, to: ': undefined].filter(Boolean)' },
  },

  'a shown QR is not recorded': {
    patch: { file: 'domain/membership.ts', from: /shownQrId: qr\._id, /, to: '' },
  },

  'closing does nothing': {
    patch: { file: 'domain/order.ts', from: /closed: to\('Closed'\)/, to: 'closed: noop' },
  },

  // One of the comparisons before WeChat Pay's answer is accepted.

  'the order number of a payment is not compared': {
    patch: { file: 'cloudfunctions/_shared/workflows/syncPayment.ts', from: /^.*return 'outTradeNo';$/m, to: '' },
  },

  'the amount of a payment is not compared': {
    patch: { file: 'cloudfunctions/_shared/workflows/syncPayment.ts', from: /^.*return 'totalFee';$/m, to: '' },
  },

  'the merchant of a payment is not compared': {
    patch: { file: 'cloudfunctions/_shared/workflows/syncPayment.ts', from: /^.*return 'subMchId';$/m, to: '' },
  },

  'the payer is not compared': {
    patch: { file: 'cloudfunctions/_shared/workflows/syncPayment.ts', from: /^.*return 'subOpenid';$/m, to: '' },
  },

  'the amount of a refund is not compared': {
    patch: {
      file: 'cloudfunctions/_shared/workflows/refund.ts',
      from: /fen !== null && fen !== refund\.fen/,
      to: 'false',
    },
  },

  'a refund notice is trusted although WeChat Pay knows the refund': {
    patch: { file: 'cloudfunctions/refundNotify/refundNotify.ts', from: /silent\.kind !== 'absent' \|\| /, to: '' },
  },

  // Refunds and payments that end in other ways than ours.

  'a refund paid by hand is booked at WeChat Pay': {
    patch: { file: 'domain/ledger.ts', from: /refund\.state === 'PaidByHand' \? 'byHand' :/, to: "false ? 'byHand' :" },
  },

  'the rest of a corrected refund is forgotten': {
    patch: {
      file: 'domain/order.ts',
      from: /again\.fen < before\.fen \? \[\.\.\.refunds, restOf\(order, before, again\.fen, now\)\] : refunds/,
      to: 'restOf.length > 9 ? [] : refunds',
    },
  },

  'a refund is given up without an audit record': {
    patch: {
      file: 'domain/order.ts',
      from: /const effects = \[\.\.\.order\.effects, auditExit\(.*\)\];/,
      to: 'const effects = order.effects;',
    },
  },

  'the money of a failed refund is refundable under a new number': {
    patch: {
      file: 'domain/refund.ts',
      from: /state === 'Failed' \|\| state === 'GivenUp';/,
      to: "state === 'GivenUp';",
    },
  },

  // Refunds that the merchant makes at WeChat Pay's own desk.

  'a refund made elsewhere is overlooked in the list': {
    alterPorts: paymentsWith((payments) => ({
      queryRefunds: async (request) => {
        const answer = await payments.queryRefunds(request);
        if (answer.kind !== 'found') return answer;
        return { kind: 'found', refunds: answer.refunds.filter(({ outRefundNo }) => outRefundNo.includes('-R')) };
      },
    })),
  },

  'a refund of ours is counted again as one made elsewhere': {
    patch: { file: 'domain/refundsElsewhere.ts', from: /outRefundNoOf\(row\) === outRefundNo \|\| /, to: '' },
  },

  'a membership goes on after all its money went back elsewhere': {
    patch: {
      file: 'cloudfunctions/_shared/workflows/refundsElsewhere.ts',
      from: /ends \? await endMembership\(ports, order\) : /,
      to: '',
    },
  },

  'a payment that went back before we knew of it still gives a membership': {
    patch: { file: 'domain/refundsElsewhere.ts', from: /if \(backsMembership\(next\) && /, to: 'if (wasAdmitted && ' },
  },

  'a refund made elsewhere is not booked': {
    patch: {
      file: 'cloudfunctions/_shared/outbox/orderEffects.ts',
      from: /if \(refund\) await ports\.store\.addPosting/,
      to: 'if (refund && !refund.elsewhere) await ports.store.addPosting',
    },
  },

  'no operator is told of a refund made elsewhere': {
    patch: {
      file: 'cloudfunctions/_shared/workflows/refundsElsewhere.ts',
      from: /^.*await reportRefundElsewhere\(.*$/m,
      to: '',
    },
  },

  // Rules of the domain and of the operations.

  'late money is accepted as a payment': {
    patch: { file: 'domain/order.ts', from: /paymentConfirmed: to\('Refunding'\)/, to: "paymentConfirmed: to('Paid')" },
  },

  'earlier refunds are not subtracted from the refundable amount': {
    patch: {
      file: 'domain/order.ts',
      from: /priceFen - refundedFen - sumFen\(/,
      to: 'priceFen - sumFen(',
    },
  },

  'an order that closes keeps its seat': {
    patch: {
      file: 'domain/order.ts',
      from: /seatId === _id \? seatId : null/,
      to: 'null',
    },
  },

  'a person who saw the QR is refunded': {
    patch: { file: 'domain/refundRules.ts', from: /membership\.shownQrId !== null \|\| /, to: '' },
  },

  // A ban must mean a ban.

  'a ban depends on rev': {
    patch: {
      file: 'cloudfunctions/moderateGroup/moderateGroup.ts',
      from: /return 'rev' in input \? refuse\('GroupChanged'\) : 'conflict';/,
      to: "return refuse('GroupChanged');",
    },
  },

  // Only those who were there when the ban came are ended; a payment on its way admits for good.
  'a banned group’s late money is kept': {
    alterPorts: storeWith((store, documents) => ({
      membershipsInGroup: async (groupId, ...more) => {
        const heldAt = documents.groups.get(groupId)!.history.at(-1)!.at;
        return (await store.membershipsInGroup(groupId, ...more)).filter(({ stateAt }) => stateAt <= heldAt);
      },
    })),
  },

  'a banned group’s ticket still shows its QR': {
    patch: {
      file: 'cloudfunctions/getTicket/getTicket.ts',
      from: /^.*return refuse\('GroupBanned'\);$/m,
      to: '',
    },
  },

  'a suspended group’s ticket shows its QR to somebody new': {
    patch: {
      file: 'cloudfunctions/getTicket/getTicket.ts',
      from: /^.*return refuse\('GroupSuspended'\);$/m,
      to: '',
    },
  },

  'a ban leaves those who were shown no QR': {
    patch: {
      file: 'cloudfunctions/_shared/workflows/hold.ts',
      from: /hold === 'Banned' \? await endUnseen\(ports, group\._id\) : 0/,
      to: '0',
    },
  },

  'a sweep skips memberships': {
    patch: {
      file: 'cloudfunctions/sweep/sweep.ts',
      from: /store\.dueMemberships\(now, limit\)/,
      to: 'Promise.resolve([])',
    },
  },

  'a lapsed order is not counted': {
    patch: {
      file: 'domain/lapses.ts',
      from: /!closing \|\| order\.payment === null/,
      to: "closing?.actor !== 'buyer'",
    },
  },

  'the seat sweep frees a paid seat': {
    patch: {
      file: 'domain/seats.ts',
      from: /order\.state === 'AwaitingPayment' \|\| backsMembership\(order\)/,
      to: "order.state === 'AwaitingPayment'",
    },
  },

  'the seat sweep frees nothing': {
    patch: { file: 'domain/seats.ts', from: /return seats\.filter\(/, to: 'return [].filter(' },
  },

  'a rejection refunds nothing': {
    patch: { file: 'domain/membership.ts', from: /orderId === null \? \[\] :/, to: 'orderId !== null ? [] :' },
  },
};

/** The simulation in which this bug is planted. */
export async function simulationWith({ patch }: PlantedBug): Promise<typeof Simulation> {
  return patch ? (await loadPatchedSimulation(patch)).Simulation : Simulation;
}

/** An action that never succeeded in so many tries has failed; there is no need to run on. */
const triesToSeeHopeless = 100;

function hopelessAction(tallies: readonly (readonly [ActionKind, Tally])[]): string | undefined {
  const [hopeless] = [...sumTallies(tallies)].filter(
    ([, { tried: tries, succeeded }]) => tries >= triesToSeeHopeless && succeeded === 0,
  );
  return hopeless && `“${hopeless[0]}” never succeeded in ${hopeless[1].tried} tries`;
}

/** Runs seeds, from `firstSeed` on, with a planted bug until one has a violation or enough have run to see that an action fails. */
export async function findBug(
  bug: PlantedBug,
  steps: number,
  firstSeed = 1,
): Promise<{ seed: number; found: string } | null> {
  const simulation = await simulationWith(bug);
  const tallies: (readonly [ActionKind, Tally])[] = [];
  for (let seed = firstSeed; seed < firstSeed + seedsPerBug; seed += 1) {
    const { violations, actions } = await new simulation({ seed, steps, ...bug }).run();
    if (violations[0] !== undefined) return { seed, found: violations[0] };
    tallies.push(...actions);
    const runs = seed - firstSeed + 1;
    const [failing] = runs === seedsToSeeFailing ? failingActions(sumTallies(tallies)) : [hopelessAction(tallies)];
    if (failing !== undefined) return { seed, found: failing };
  }
  return null;
}
