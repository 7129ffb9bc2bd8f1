import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { membershipStates, type MembershipState } from '../../domain/membership';
import { orderStates, type OrderState } from '../../domain/order';
import { refundReasons } from '../../domain/refund';
import { applied, ok, underReview, values } from './answers';
import { openBuild } from './built';
import { Phone } from './phone';

const built = openBuild();

const paidFen = 990;
const orderId = underReview.orderId;
const refundedFenIn = (state: OrderState): number => (state === 'Refunded' ? paidFen : 0);
const orderIn = (state: OrderState, membershipState: MembershipState | null): object => ({
  ...underReview,
  state,
  membershipState,
  refundedFen: refundedFenIn(state),
});
const [adminOrder] = values.adminOrders.orders;
const adminOrderIn = (state: OrderState, membershipState: MembershipState | null): object => ({
  ...adminOrder,
  state,
  membershipState,
  refundedFen: refundedFenIn(state),
});
const [listed] = values.listMemberships.memberships;
const membershipIn = (state: OrderState, membershipState: MembershipState): object => ({
  ...listed,
  membershipState,
  orderId,
  paidFen,
  reviewUntilMs: null,
  order: { state, refundedFen: refundedFenIn(state) },
});

/** All texts that lists and pages derive from an order and the membership it paid for. */
function shownOf(state: OrderState, membershipState: MembershipState): Readonly<Record<string, string>> {
  const order = orderIn(state, membershipState);
  const now = Date.now();
  const { orderCardView } = built.load<{ orderCardView: (order: object) => object }>('components/order-card/view.js');
  const { membershipRows } = built.load<{ membershipRows: (memberships: object[], maySell: boolean) => object[] }>(
    'components/membership-row/view.js',
  );
  const { orderView } = built.load<{ orderView: (order: object, maySell: boolean, context: object) => object }>(
    'pages/order/view.js',
  );
  const { resultView } = built.load<{ resultView: (order: object, context: object) => object }>('pages/result/view.js');
  const admin = built.load<{ orderRow: (order: object) => object }>('admin/orders/view.js');
  const adminPage = built.load<{ orderView: (order: object) => object }>('admin/order/view.js');
  // Facts and actions name amounts and states without claiming anything.
  const texts = (view: object): string => JSON.stringify({ ...view, actions: [], facts: [] });
  return {
    orderCard: texts(orderCardView(order)),
    membershipRow: texts(membershipRows([membershipIn(state, membershipState)], true)[0] ?? {}),
    orderPage: texts(orderView(order, true, { nowMs: now, qrShown: false })),
    resultPage: texts(resultView(order, { maySell: true, sheetSaidPaid: false, nowMs: now })),
    adminRow: texts(admin.orderRow(adminOrderIn(state, membershipState))),
    adminPage: texts(adminPage.orderView(adminOrderIn(state, membershipState))),
  };
}

const ended: readonly MembershipState[] = ['Rejected', 'TimedOut', 'Withdrawn', 'Revoked'];
/** Sentences that say money has arrived, is on its way, or is stuck. */
const arrived = /已退款|已原路退回|已全部退回/;
const onItsWay = /退款中|正在原路退回|正在退款/;
const stuck = /退款受阻|没能退回|没有退成|运营/;

describe('sentences about money', () => {
  it.each(ended)(
    'A failed refund of a %s membership reads as failed in every list and on every page',
    (membershipState) => {
      for (const [place, text] of Object.entries(shownOf('RefundFailed', membershipState))) {
        expect(text, place).toMatch(stuck);
        expect(text, place).not.toMatch(arrived);
        expect(text, place).not.toMatch(onItsWay);
      }
    },
  );

  it.each(ended)(
    'A refund of a %s membership that is under way reads as such in every list and on every page',
    (membershipState) => {
      for (const [place, text] of Object.entries(shownOf('Refunding', membershipState))) {
        expect(text, place).toMatch(onItsWay);
        expect(text, place).not.toMatch(arrived);
        expect(text, place).not.toMatch(stuck);
      }
    },
  );

  it.each(ended)(
    'A refund of a %s membership that has arrived reads as such in every list and on every page',
    (membershipState) => {
      for (const [place, text] of Object.entries(shownOf('Refunded', membershipState))) {
        expect(text, place).toMatch(arrived);
        expect(text, place).not.toMatch(onItsWay);
        expect(text, place).not.toMatch(stuck);
      }
    },
  );

  it('Only a refunded order reads as refunded, and only a refunding one as being refunded, whatever its membership', () => {
    for (const state of orderStates) {
      for (const membershipState of membershipStates) {
        for (const [place, text] of Object.entries(shownOf(state, membershipState))) {
          const about = `${place} of ${state} and ${membershipState}: ${text}`;
          if (state !== 'Refunded') expect(text, about).not.toMatch(arrived);
          if (state !== 'Refunding') expect(text, about).not.toMatch(onItsWay);
          if (state !== 'RefundFailed') expect(text, about).not.toMatch(stuck);
        }
      }
    }
  });

  it.each(['UnderReview', 'Admitted', 'Joined', 'Expired'] as const)(
    'A failed part of a refund shows in every list and on every page of a %s membership',
    (membershipState) => {
      const { adminRow: _, ...shown } = shownOf('RefundFailed', membershipState);
      for (const [place, text] of Object.entries(shown)) expect(text, place).toMatch(/没有退成|退款受阻/);
    },
  );

  it('A membership whose order is unknown says nothing about money in any state', () => {
    const { membershipRows } = built.load<{
      membershipRows: (memberships: object[], maySell: boolean) => { label: string; note: string }[];
    }>('components/membership-row/view.js');
    for (const membershipState of membershipStates) {
      const [row] = membershipRows([{ ...listed, membershipState, order: null, paidFen }], true);
      expect(`${row?.label} ${row?.note}`).not.toMatch(/退/);
    }
    const [revoked] = membershipRows([{ ...listed, membershipState: 'Revoked', order: null, paidFen }], true);
    expect(revoked?.label).toBe('资格已结束');
  });

  it('A group’s page, an application’s page and an application’s card never say that a refund has begun or arrived', () => {
    const { primaryActionOf } = built.load<{ primaryActionOf: (answer: object, maySell: boolean) => object }>(
      'pages/group/primaryAction.js',
    );
    const { applicationView } = built.load<{
      applicationView: (answer: object, mine: object, context: object) => object;
    }>('pages/application/view.js');
    const card = built.load<{ applicationView: (application: object, nowMs: number) => object }>(
      'owner/application-card/view.js',
    );
    const [application] = values.listApplications.applications;
    for (const membershipState of membershipStates) {
      for (const ownOrder of [null, orderId]) {
        const mine = { ...applied.mine, membershipState, orderId: ownOrder };
        const answer = { ...applied, mine, obstacle: 'ApplyFirst' };
        const shown = JSON.stringify([
          primaryActionOf(answer, true),
          applicationView(answer, mine, { maySell: true, nowMs: Date.now() }),
          card.applicationView(
            { ...application, membershipState, paidFen: ownOrder === null ? 0 : paidFen },
            Date.now(),
          ),
        ]);
        expect(shown, membershipState).not.toMatch(/退款|退回/);
      }
    }
  });
});

describe('pages of an order whose refund failed', () => {
  let phone: Phone;
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockReturnValue();
    phone = new Phone(built);
    for (const [name, value] of Object.entries(values)) phone.answers.set(name, [ok(value)]);
    const order = orderIn('RefundFailed', 'Revoked');
    phone.answers.set('listOrders', [ok({ orders: [order], next: null })]);
    phone.answers.set('getOrder', [ok(order)]);
    phone.answers.set('listMemberships', [ok({ memberships: [membershipIn('RefundFailed', 'Revoked')], next: null })]);
    phone.answers.set('adminOrders', [ok({ orders: [adminOrderIn('RefundFailed', 'Revoked')], next: null })]);
  });
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ['pages/orders/orders', {}],
    ['pages/memberships/memberships', {}],
    ['pages/me/me', {}],
    ['pages/order/order', { orderId }],
    ['pages/result/result', { orderId }],
    ['admin/orders/orders', {}],
    ['admin/order/order', { orderId }],
  ])('The page %s says that the refund failed, and not that it arrived', async (route, query) => {
    const { rows, memberships, order, result } = (await phone.open(route, query)).data;
    const shown = JSON.stringify([rows, memberships, order, result]);
    expect(shown).toMatch(/退款受阻/);
    expect(shown).not.toMatch(arrived);
  });
});

describe('the reason of a refund', () => {
  it.each(refundReasons)('To operators the reason %s says nothing of a “you”', (reason) => {
    const admin = built.load<{ orderView: (order: object) => { refunds: { reason: string }[] } }>(
      'admin/order/view.js',
    );
    const rest = { refundNo: 'r', fen: 1, state: 'Succeeded', note: '', requestedAtMs: 0, endedAtMs: 1 };
    const refund = { ...rest, reason, failure: null, exitNote: null, elsewhere: null };
    const [row] = admin.orderView({ ...adminOrder, refunds: [refund] }).refunds;
    expect(row?.reason).toMatch(/^[^你]{4,}$/);
  });
});

describe('requesting a refund', () => {
  interface Rule {
    possible: boolean;
    note: string;
  }
  const paidAtMs = underReview.paidAtMs ?? 0;
  const untilMs = paidAtMs + 7 * 86_400_000;
  const rule = (membershipState: string, context: { nowMs: number; qrShown: boolean }, over: object = {}): Rule => {
    const refundUntilMs = membershipState === 'UnderReview' ? null : untilMs;
    return built
      .load<{ refundRuleOf(order: object, context: object): Rule }>('pages/order/refundRule.js')
      .refundRuleOf({ ...underReview, membershipState, refundUntilMs, ...over }, context);
  };

  it.each([
    ['UnderReview', paidAtMs, false, true],
    ['UnderReview', untilMs + 1, false, true],
    ['UnderReview', paidAtMs, true, true],
    ['Admitted', paidAtMs, false, true],
    ['Admitted', untilMs + 1, false, false],
    ['Admitted', paidAtMs, true, false],
    ['Joined', paidAtMs, false, false],
    ['Rejected', paidAtMs, false, false],
  ])(
    'The refund of a %s membership at %i, with its QR shown: %s, is offered: %s',
    (membershipState, nowMs, qrShown, possible) => {
      const { possible: offered, note } = rule(membershipState, { nowMs, qrShown });
      expect(offered).toBe(possible);
      if (membershipState === 'Admitted' || membershipState === 'UnderReview') expect(note).toMatch(/。$/);
    },
  );

  it.each([
    ['Admitted', 'QrAlreadyShown', '已看过群码'],
    ['Admitted', 'RefundWindowOver', '已经过了'],
    ['Admitted', 'RefundRunning', '部分退款正在办理'],
    ['UnderReview', 'RefundRunning', '部分退款正在办理'],
    ['Admitted', 'PaymentInProgress', ''],
  ])(
    'A phone that has shown no QR offers no refund of a %s membership that the server refuses with %s',
    (state, refundObstacle, text) => {
      const { possible, note } = rule(state, { nowMs: paidAtMs, qrShown: false }, { refundObstacle });
      expect(possible).toBe(false);
      expect(note).toContain(text);
    },
  );
});
