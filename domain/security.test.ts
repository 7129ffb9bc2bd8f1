import { expect, it } from 'vitest';
import { linesOf, securityEventKinds, type SecurityEvent, type SecurityEventKind } from './security';

const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 22, 10, minutes));
const event = (kind: SecurityEventKind, openid: string | null, over: Partial<SecurityEvent> = {}): SecurityEvent => ({
  ...{ _id: `${kind} ${openid ?? ''}`, kind, severity: securityEventKinds.indexOf(kind), at: at(0), lastAt: at(0) },
  ...{ count: 1, function: 'f', source: 's', openid, orderId: null, detail: '', handledAt: null },
  ...over,
});

it('The events of one kind and person are one line, with their count, their times and their orders', () => {
  const early = event('forgedCallback', 'oEve', { at: at(1), lastAt: at(9), count: 60, orderId: 'o1' });
  const late = event('forgedCallback', 'oEve', { at: at(2), lastAt: at(3), count: 2, orderId: 'o2' });
  const again = event('forgedCallback', 'oEve', { at: at(4), lastAt: at(12), orderId: 'o1' });
  expect(linesOf([late, again, early])).toEqual([
    { event: early, count: 63, firstAt: at(1), lastAt: at(12), orderIds: ['o1', 'o2'] },
  ]);
});

it('The worst kind comes first, within a kind the oldest, and every person has a line', () => {
  const forged = event('forgedCallback', 'oEve');
  const second = event('paymentMismatch', 'oAnn', { at: at(7) });
  const first = event('paymentMismatch', null, { at: at(3) });
  expect(linesOf([forged, second, first]).map((line) => line.event)).toEqual([first, second, forged]);
});
