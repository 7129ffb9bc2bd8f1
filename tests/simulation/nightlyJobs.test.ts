import { nextOf } from '../../domain/transition';
import { describe, expect, it } from 'vitest';
import { closeDay } from '../../cloudfunctions/closeDay/closeDay';
import { reconcile } from '../../cloudfunctions/reconcile/reconcile';
import type { Payments, Ports, Store } from '../../cloudfunctions/_shared/ports';
import { createGroup, type Group } from '../../domain/group';
import { buildPaymentPosting } from '../../domain/ledger';
import { placeOrder, confirmPayment, type Order } from '../../domain/order';
import { Chance } from './chance';
import { FaultyPay } from './faulty-pay';
import { Documents, memoryStore } from './memory-store';

const merchant = '1900000109';
const beijing = (text: string): number => Date.parse(`${text}+08:00`);
const hourMs = 3_600_000;

const text = {
  name: '晨读',
  intro: '',
  description: '',
  benefits: [],
  ownerIntro: '',
  category: 'study',
  coverFileId: '',
};
const terms = { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: null } as const;
const money = { subMchId: merchant, commissionPermyriad: 250, ownMerchant: false };

/** A function dies before or after its n-th call. */
interface Death {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** Sales of two days in three groups, one of which was never paid at WeChat Pay and one never booked by us. */
class Nights {
  readonly documents = new Documents();
  nowMs = beijing('2026-11-21T10:00:00');
  calls = 0;
  readonly #pay = new FaultyPay(
    new Chance(1),
    () => this.nowMs,
    () => undefined,
    () => false,
  );

  async sell(groupId: string, name: string, sides: 'both' | 'here' | 'there' = 'both'): Promise<void> {
    const order = this.#order(groupId, name);
    if (sides !== 'here') {
      await this.#pay.payments.unifiedOrder(order.paymentRequest);
      this.#pay.confirm(order._id, order.openid);
    }
    const paid = sides === 'there' ? order : (nextOf(confirmPayment(order, 't', this.#now())) ?? order);
    this.documents.orders.add(paid);
    if (sides !== 'there') this.documents.ledger.add(buildPaymentPosting(paid, this.#now()));
    this.nowMs += 60_000;
  }

  #order(groupId: string, name: string): Order {
    const known = this.documents.groups.get(groupId);
    const group: Group =
      known ??
      createGroup({ id: groupId, openid: 'oOwner', ownerName: 'O', ownerAvatarFileId: '', text, terms }, this.#now());
    if (!known) this.documents.groups.add(group);
    const parts = {
      orderId: `order-${name}`,
      openid: name,
      membershipId: `membership-${name}`,
      round: 1,
      group,
      approval: null,
    };
    return placeOrder({ ...parts, ...money, clientIp: '127.0.0.1' }, this.#now());
  }

  #now(): Date {
    return new Date(this.nowMs);
  }

  /** The ports of a function that dies at the given call. */
  ports(death: Death | null): Ports<Store> {
    this.calls = 0;
    const mortal = <Target extends object>(real: Target): Target =>
      new Proxy(real, {
        get: (methods, name) => {
          const method = Reflect.get(methods, name) as (...parameters: unknown[]) => Promise<unknown>;
          return async (...parameters: unknown[]) => {
            const dies = death?.call === this.calls;
            this.calls += 1;
            if (dies && death.when === 'before') throw new Error('died');
            const answer = await method(...parameters);
            if (dies) throw new Error('died');
            return answer;
          };
        },
      });
    return {
      store: mortal<Store>(memoryStore(this.documents)),
      payments: mortal<Payments>(this.#pay.payments),
      clock: { now: () => this.#now() },
      log: { warn: () => undefined },
      settings: { subMchId: merchant, commissionPermyriad: 250 },
    } as unknown as Ports<Store>;
  }
}

async function twoDays(): Promise<Nights> {
  const nights = new Nights();
  await nights.sell('g1', 'ann');
  await nights.sell('g2', 'ben');
  nights.nowMs += 24 * hourMs;
  await nights.sell('g1', 'cai');
  await nights.sell('g1', 'dan', 'here');
  await nights.sell('g3', 'eve', 'there');
  nights.nowMs = beijing('2026-11-25T10:30:00');
  return nights;
}

const functions = { closeDay, reconcile };

/** Everything written, except for the number of attempts. */
function written({ documents }: Nights): unknown {
  const rows = <Row extends { _id: string }>(table: { rows: ReadonlyMap<string, Row> }): Row[] =>
    [...table.rows.values()].sort((a, b) => (a._id < b._id ? -1 : 1));
  const compared = rows(documents.reconciliations).map(({ attempts: _tries, rev: _rev, ...row }) => row);
  return { days: rows(documents.days), compared, differences: rows(documents.differences) };
}

describe.each(['closeDay', 'reconcile'] as const)('%s', (name) => {
  it(`${name} writes the days and the differences of two nights`, async () => {
    const nights = await twoDays();
    await functions[name](nights.ports(null));
    const { days, differences, reconciliations } = nights.documents;
    if (name === 'closeDay') {
      expect([...days.rows.keys()].sort()).toEqual(['g1:2026-11-21', 'g1:2026-11-22', 'g2:2026-11-21']);
      expect(days.get('g1:2026-11-22')).toMatchObject({ payments: 2, owedFen: 1932, owedAfterFen: 2898 });
    } else {
      const found = [...differences.rows.values()].map(({ kind, orderId }) => `${kind} ${orderId}`);
      expect(found.sort()).toEqual(['notInBill order-dan', 'stateDiffers order-eve']);
      const states = [...reconciliations.rows.values()].map(({ day, state }) => `${day} ${state}`);
      expect(states).toEqual(['2026-11-21 Done', '2026-11-22 Done', '2026-11-23 Done', '2026-11-24 Waiting']);
    }
  });

  it.each(['before', 'after'] as const)(
    `${name} makes good what it left undone when it died %s any call`,
    async (when) => {
      const unharmed = await twoDays();
      await functions[name](unharmed.ports(null));
      const { calls } = unharmed;
      expect(calls).toBeGreaterThan(5);
      for (let call = 0; call < calls; call += 1) {
        const nights = await twoDays();
        await expect(functions[name](nights.ports({ call, when }))).rejects.toThrow('died');
        await functions[name](nights.ports(null));
        expect(written(nights), `after call ${call}`).toEqual(written(unharmed));
      }
    },
  );

  it(`${name} writes the same when two runs overlap`, async () => {
    const [once, twice] = [await twoDays(), await twoDays()];
    await functions[name](once.ports(null));
    await Promise.all([functions[name](twice.ports(null)), functions[name](twice.ports(null))]);
    expect(written(twice)).toEqual(written(once));
  });
});

it('A closed day does not change with later postings', async () => {
  const nights = await twoDays();
  await closeDay(nights.ports(null));
  const before = nights.documents.days.where(() => true);
  await nights.sell('g1', 'fay');
  nights.nowMs += 24 * hourMs;
  await closeDay(nights.ports(null));
  expect(nights.documents.days.where(({ day }) => day < '2026-11-25')).toEqual(before);
  expect(nights.documents.days.get('g1:2026-11-25')).toMatchObject({ owedFen: 966, owedAfterFen: 3864 });
});
