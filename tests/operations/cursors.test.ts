import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { contracts } from '../../contracts';
import { orderId } from './documents';

describe('cursors', () => {
  const lists = [
    ['listGroups', {}],
    ['listGroups', { sort: 'priceUp' }],
    ['listOrders', {}],
    ['listMemberships', {}],
    ['listApplications', { filter: 'waiting' }],
    ['adminGroups', { lookup: 'state', state: 'Listed' }],
    ['adminOrders', { lookup: 'state', filter: 'all' }],
    ['adminOrders', { lookup: 'buyer', sameBuyerAs: orderId }],
  ] as const;

  it.each(lists)('%s with %j takes no cursor beyond the range of times', (name, input) => {
    const takes = (after: string): boolean => v.is(contracts[name].input, { ...input, after });
    expect(['0_g1', '1795342830000_g1', '8640000000000000_g1'].map(takes)).toEqual([true, true, true]);
    for (const after of [
      '8640000000000001_g1',
      '9999999999999999_g1',
      '-1_g1',
      'NaN_g1',
      'Infinity_g1',
      '1e3_g1',
      '1.5_g1',
      '_g1',
      '7_',
      '',
    ])
      expect(takes(after), after).toBe(false);
  });

  it('saveGroupQr takes no expiry beyond the range of times', () => {
    const add = { action: 'add', groupId: 'g1', fileId: 'cloud://demo/groupQrs/a.png', quota: 100 };
    const takes = (expiresAtMs: number): boolean => v.is(contracts.saveGroupQr.input, { ...add, expiresAtMs });
    expect([8.64e15, 8.64e15 + 2, -8.64e15 - 2, Number.NaN].map(takes)).toEqual([true, false, false, false]);
  });
});
