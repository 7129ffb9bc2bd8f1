import { nextOf } from '../../domain/transition';
import { admit } from '../../cloudfunctions/_shared/workflows/admit';
import { payNotify } from '../../cloudfunctions/payNotify/payNotify';
import type { Ports, Store } from '../../cloudfunctions/_shared/ports';
import { isEnded } from '../../domain/membership';
import { confirmPayment, startRefund } from '../../domain/order';
import type { Documents } from './memory-store';
import type { SimulationOptions } from './simulation';

export type Sabotage = Pick<SimulationOptions, 'sabotage' | 'receivePayment'>;

const storeWith =
  (change: (store: Store, documents: Documents) => Partial<Store>) => (ports: Ports, documents: Documents) => {
    // A proxy's methods are found one by one, so the changed ones come first.
    const changed = change(ports.store, documents);
    const store = new Proxy(ports.store, {
      get: (real, name): unknown => Reflect.get(changed, name) ?? Reflect.get(real, name),
    });
    return { ...ports, store };
  };

const paymentsWith = (change: (payments: Ports['payments']) => Partial<Ports['payments']>) => (ports: Ports) => {
  const changed = change(ports.payments);
  const payments = new Proxy(ports.payments, {
    get: (real, name): unknown => Reflect.get(changed, name) ?? Reflect.get(real, name),
  });
  return { ...ports, payments };
};

/** How often a refund was tried in one story, over all its runs of functions. */
const triesOf = (documents: Documents): Map<string, number> => {
  const known = tried.get(documents) ?? new Map<string, number>();
  tried.set(documents, known);
  return known;
};
const tried = new WeakMap<Documents, Map<string, number>>();

/** A planted bug must be found within so many seeds. */
export const seedsPerMutant = 600;

/** Brings about what WeChat Pay refuses of a refund number that it knows. */
export const refundNumberMutant = 'a refund number is used again with another amount';

/**
 * Bugs as people really write them, planted one at a time through the ports. The simulation must find each: one that it does not find is
 * a hole in the proof.
 */
export const mutants: Readonly<Record<string, Sabotage>> = {
  'settle reads, then writes': {
    sabotage: storeWith((store, documents) => ({
      saveOrder: async (before, after) => {
        await store.order(before._id);
        documents.orders.put(after);
        return true;
      },
    })),
  },

  'a refund gets a new number on every try': {
    sabotage: (ports, documents) =>
      paymentsWith((payments) => {
        const attempts = triesOf(documents);
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

  'a seat is taken without condition': {
    sabotage: storeWith((store, documents) => ({
      takeSeat: async (groupId, seatId) => {
        const group = await store.group(groupId);
        if (!group) return false;
        documents.groups.put({ ...group, seatsLeft: (group.seatsLeft ?? 0) - 1, seats: [...group.seats, seatId] });
        return true;
      },
    })),
  },

  'the seat is taken before the order is written': {
    sabotage: storeWith((store) => ({
      addOrder: async (order) => {
        if (order.seatId !== null) await store.takeSeat(order.groupId, order.seatId);
        return store.addOrder(order);
      },
    })),
  },

  'seats are recounted': {
    sabotage: storeWith((store, documents) => ({
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

  'the state is moved without its effect': {
    sabotage: storeWith((store) => ({
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

  '`errcode: 0` is answered before the move': {
    receivePayment: async (ports, event) => {
      void payNotify(ports, event).catch(() => undefined);
      return true;
    },
  },

  'granting writes the membership before the order': {
    sabotage: (ports, documents) =>
      storeWith((store) => ({
        saveOrder: async (before, after) => {
          if (before.state === 'AwaitingPayment' && after.state === 'Paid') await admit(ports, after, null);
          return store.saveOrder(before, after);
        },
      }))(ports, documents),
  },

  'revoking writes the order before the membership': {
    sabotage: storeWith((store) => ({
      saveMembership: async (before, after) => {
        const ends = !isEnded(before.state) && isEnded(after.state);
        const order = ends && before.orderId !== null ? await store.order(before.orderId) : null;
        const wish = { reason: 'rejected', note: '', actor: 'owner' } as const;
        const revoked = order && nextOf(startRefund(order, wish, after.stateAt));
        if (order && revoked) await store.saveOrder(order, revoked);
        return store.saveMembership(before, after);
      },
    })),
  },

  'late money is kept': {
    sabotage: storeWith((store) => ({
      saveOrder: async (before, after) =>
        before.state === 'Closed' && after.state === 'Refunding' ? true : store.saveOrder(before, after),
    })),
  },

  'the amount is not compared': {
    sabotage: paymentsWith((payments) => ({
      queryOrder: async (request) => {
        const answer = await payments.queryOrder(request);
        if (answer.kind !== 'found') return answer;
        return { kind: 'found', trade: { ...answer.trade, totalFee: request.totalFee } };
      },
    })),
  },

  'a day that is closed again is added to': {
    sabotage: storeWith((_store, documents) => ({
      putClosedDay: async (day) => {
        const known = documents.days.get(day._id);
        documents.days.put({ ...day, owedAfterFen: day.owedAfterFen + (known?.owedFen ?? 0) });
      },
    })),
  },

  'a posting is made twice': {
    sabotage: storeWith((store, documents) => ({
      addPosting: (posting) => store.addPosting({ ...posting, _id: `${posting._id}#${documents.ledger.rows.size}` }),
    })),
  },

  'the slot is not unique': {
    sabotage: storeWith((store, documents) => ({
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

  [refundNumberMutant]: {
    sabotage: (ports, documents) =>
      paymentsWith((payments) => {
        const attempts = triesOf(documents);
        return {
          refund: (request, no, fen) => {
            attempts.set(no, (attempts.get(no) ?? 0) + 1);
            return payments.refund(request, no, fen - (attempts.get(no) ?? 1) + 1);
          },
        };
      })(ports),
  },

  'a closed payment is not closed at WeChat Pay': {
    sabotage: storeWith((store) => ({
      saveOrder: (before, after) => {
        if (after.state !== 'Closed') return store.saveOrder(before, after);
        const effects = after.effects.filter((each) => each.kind !== 'closePayment');
        return store.saveOrder(before, { ...after, effects, dueAt: effects[0]?.at ?? null });
      },
    })),
  },

  'a code is shown without a word to the membership': {
    sabotage: storeWith((store) => ({
      saveMembership: (before, after) =>
        before.shownQrId !== after.shownQrId && before.state === after.state
          ? Promise.resolve(true)
          : store.saveMembership(before, after),
    })),
  },

  'an approval times out without asking WeChat Pay': {
    sabotage: storeWith(() => ({ orderByActiveKey: async () => null })),
  },

  'the seat of an approval is freed when its order closes': {
    sabotage: storeWith((store) => ({
      saveOrder: async (before, after) => {
        const saved = await store.saveOrder(before, after);
        if (saved && after.state === 'Closed' && after.seatId !== null)
          await store.freeSeat(after.groupId, after.seatId);
        return saved;
      },
    })),
  },

  'an approval is given without a seat': {
    sabotage: storeWith((store) => ({
      takeSeat: (groupId, seatId) => (seatId.includes('#') ? Promise.resolve(true) : store.takeSeat(groupId, seatId)),
    })),
  },

  'an approval that ends keeps its seat': {
    sabotage: storeWith((store) => ({
      freeSeat: (groupId, seatId) => (seatId.includes('#') ? Promise.resolve() : store.freeSeat(groupId, seatId)),
    })),
  },

  'money goes back for want of a code though one was shown': {
    sabotage: storeWith((store) => ({
      saveMembership: async (before, after) => {
        const shown = before.state === after.state && before.shownQrId !== after.shownQrId;
        if (!shown) return store.saveMembership(before, after);
        const effects = [...after.effects, ...before.effects.filter((each) => each.kind === 'noValidQr')];
        return store.saveMembership(before, { ...after, shownQrId: null, effects });
      },
    })),
  },
};
