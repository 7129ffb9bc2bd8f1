import { describe, expect, it } from 'vitest';
import { buyingObstacle, newcomerObstacle, withQrs } from '../../domain/buying';
import { poolQrOf, qrForNewcomer, type PoolQr } from '../../domain/groupQr';
import { groupStates, type Group } from '../../domain/group';
import { group, groupQr, later, now } from './documents';

const qr = (over: Partial<Parameters<typeof poolQrOf>[0]> = {}): PoolQr => poolQrOf(groupQr(over));

describe('newcomerObstacle', () => {
  it.each([
    [{}, null],
    [{ seatsLeft: 1 }, null],
    [{ capacity: null, seatsLeft: null }, null],
    [{ qrValidUntil: later(1) }, null],
    [{ qrValidUntil: now }, 'NoValidQr'],
    [{ qrValidUntil: null }, 'NoValidQr'],
    [{ seatsLeft: 0 }, 'GroupFull'],
    [{ qrValidUntil: null, seatsLeft: 0 }, 'NoValidQr'],
    [{ state: 'Paused', qrValidUntil: null, seatsLeft: 0 }, 'GroupPaused'],
  ] as const)('A group with %o takes nobody new because of: %s', (over, obstacle) => {
    expect(newcomerObstacle(group(over), now)).toBe(obstacle);
  });

  it.each([
    ['Draft', 'GroupPaused'],
    ['PendingReview', 'GroupPaused'],
    ['Paused', 'GroupPaused'],
    ['Closed', 'GroupPaused'],
    ['Suspended', 'GroupSuspended'],
    ['Banned', 'GroupBanned'],
  ] as const)('A %s group takes nobody new: %s', (state, obstacle) => {
    expect(newcomerObstacle(group({ state }), now)).toBe(obstacle);
  });
});

describe('the one rule for taking somebody new', () => {
  const pools: readonly (readonly PoolQr[])[] = [
    [],
    [qr()],
    [qr({ expiresAt: now })],
    [qr({ expiresAt: later(1) })],
    [qr({ quota: 1, shownTo: ['another'] })],
    [qr({ state: 'Replaced' })],
    [qr({ state: 'Broken' }), qr({ _id: 'qr2', position: 1 })],
  ];
  const groups: readonly Group[] = groupStates.flatMap((state) =>
    ([null, 0, 1] as const).map((seatsLeft) => group({ state, seatsLeft, qrValidUntil: null })),
  );

  it('A stranger is kept from buying by exactly what keeps a list from calling the group open', () => {
    for (const qrs of pools) {
      for (const each of groups) {
        const offer = { group: each, membership: null, liveOrder: null, qrs, recentOrders: [] };
        const buying = buyingObstacle(offer, 'oAnn', now);
        expect(buying).toBe(newcomerObstacle(withQrs(each, qrs, now), now));
      }
    }
  });

  it('A pool lets a newcomer join exactly while there is a QR to show to one', () => {
    for (const qrs of pools) {
      const obstacle = newcomerObstacle(withQrs(group({ qrValidUntil: null }), qrs, now), now);
      expect(obstacle === null).toBe(qrForNewcomer(qrs, now) !== null);
    }
  });
});
