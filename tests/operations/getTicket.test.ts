import { describe, expect, it } from 'vitest';
import type { Membership } from '../../domain/membership';
import {
  appliedMembership,
  approvedMembership,
  attempts,
  days,
  group,
  groupQr,
  hours,
  membership,
  membershipId,
  now,
  orderId,
  reviewedMembership,
  tooManyAttempts,
} from './documents';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

const input = { groupId: 'g1' };
const admitted = (stack: OperationStack, over: Partial<Membership> = {}): OperationStack =>
  stack.given({ groups: [group()], groupQrs: [groupQr()], memberships: [membership(over)] });
const reads = ['groupForBuyer'];
const looks = [...reads, 'temporaryUrls(cloud://demo/qr1.png)'];
const ended = membership({ rev: 1, state: 'Revoked', round: 2 });
const shownNow = (over: Partial<Membership> = {}): Membership =>
  membership({
    rev: 1,
    shownQrId: 'qr1',
    effects: [{ kind: 'countShownQr', at: now, attempts: 0, qrId: 'qr1' }],
    dueAt: now,
    ...over,
  });

describeRefusals('getTicket', { as: 'oAnn', input }, {
  NotAdmitted: [
    {
      when: 'there is no such group',
      arrange: () => undefined,
      calls: [...reads, 'countAttempt'],
      changes: { rateLimits: [attempts('getTicket', 1)] },
    },
    {
      when: 'the person never had a standing here',
      arrange: (stack) => void stack.given({ groups: [group()], groupQrs: [groupQr()] }),
      calls: [...reads, 'countAttempt'],
      changes: { rateLimits: [attempts('getTicket', 1)] },
    },
    ...[appliedMembership(), approvedMembership()].map((before) => ({
      when: `the person is ${before.state}`,
      arrange: (stack: OperationStack) => void admitted(stack).given({ memberships: [before] }),
      calls: reads,
    })),
    ...(['Expired', 'Removed', 'Rejected', 'TimedOut', 'Withdrawn', 'Revoked'] as const).map((state) => ({
      when: `the person is ${state}`,
      arrange: (stack: OperationStack) => void admitted(stack, { state }),
      calls: reads,
    })),
    {
      when: 'a membership has no order',
      arrange: (stack) => void admitted(stack, { orderId: null, shownQrId: 'qr1' }),
      calls: looks,
    },
    {
      when: 'the money goes back meanwhile',
      arrange: (stack) => {
        admitted(stack).meanwhile('saveMembership', () => stack.documents.memberships.put(ended));
      },
      calls: [...looks, 'saveMembership', 'membership'],
      changes: { memberships: [ended] },
    },
    {
      when: 'the membership disappears meanwhile',
      arrange: (stack) => {
        admitted(stack).meanwhile('saveMembership', () => stack.documents.memberships.rows.clear());
      },
      calls: [...looks, 'saveMembership', 'membership'],
      changes: { removed: [membershipId] },
    },
  ],
  GroupBanned: (['Admitted', 'Joined'] as const).flatMap((state) =>
    [null, 'qr1'].map((shownQrId) => ({
      when: `the group was taken down and a QR was ${shownQrId === null ? 'never' : 'once'} shown to a person who is ${state}`,
      arrange: (stack: OperationStack) => void admitted(stack, { state, shownQrId }).given({ groups: [group({ state: 'Banned' })] }),
      calls: reads,
    })),
  ),
  GroupSuspended: [
    {
      when: 'an operator looks into the group and the person was shown no QR',
      arrange: (stack) => void admitted(stack).given({ groups: [group({ state: 'Suspended' })] }),
      calls: reads,
    },
  ],
  UnderReview: [
    {
      when: 'the owner has not decided',
      arrange: (stack) => void admitted(stack).given({ memberships: [reviewedMembership()] }),
      calls: reads,
    },
  ],
  TooManyAttempts: [
    {
      when: 'a stranger has tried sixty times within this hour',
      arrange: (stack) => void stack.given({ groups: [group()], rateLimits: [attempts('getTicket', 60)] }),
      calls: [...reads, 'countAttempt', 'addSecurityEvent'],
      changes: { securityEvents: [tooManyAttempts('getTicket', 60)] },
    },
  ],
  Busy: [
    {
      when: 'somebody else changes the membership while a QR is to be shown',
      arrange: (stack) => {
        admitted(stack).meanwhile('saveMembership', () => stack.touch('memberships', membershipId));
      },
      calls: [...looks, 'saveMembership', 'membership'],
      changes: { memberships: [membership({ rev: 1 })] },
    },
  ],
}); // oxfmt-ignore

const ticket = (over: object = {}) => ({
  ok: true,
  value: {
    groupId: 'g1',
    groupName: '晨读',
    ownerName: 'Olivia',
    orderId,
    membershipState: 'Admitted',
    qrUrl: 'https://files/cloud://demo/qr1.png',
    qrExpiresAtMs: hours(100).getTime(),
    noValidQrAtMs: null,
    ...over,
  },
});
const noQr = { qrUrl: null, qrExpiresAtMs: null };

describe('getTicket', () => {
  it('getTicket records that a QR is shown before showing it', async () => {
    const stack = admitted(new OperationStack());
    expect(await stack.call('getTicket', 'oAnn', input)).toEqual(ticket());
    expect(stack.calls).toEqual([...looks, 'saveMembership']);
    expect(stack.changes).toEqual({ memberships: [shownNow()] });
  });

  it('getTicket shows the same QR again without recording it again', async () => {
    const stack = admitted(new OperationStack(), { shownQrId: 'qr1' });
    expect(await stack.call('getTicket', 'oAnn', input)).toEqual(ticket());
    expect([stack.calls, stack.changes]).toEqual([looks, {}]);
  });

  it('getTicket also shows the QR to a person who has joined', async () => {
    const stack = admitted(new OperationStack(), { state: 'Joined' });
    expect(await stack.call('getTicket', 'oAnn', input)).toEqual(ticket({ membershipState: 'Joined' }));
    expect(stack.changes).toEqual({ memberships: [shownNow({ state: 'Joined' })] });
  });

  const other = (over: object = {}) => groupQr({ _id: 'qr2', fileId: 'cloud://demo/qr2.png', position: -1, ...over });
  const second = { qrUrl: 'https://files/cloud://demo/qr2.png' };
  const clock = { kind: 'noValidQr', at: hours(3), attempts: 0 } as const;

  it('getTicket shows a newcomer the first QR in the owner’s order, and the automatic refund is off', async () => {
    const stack = admitted(new OperationStack(), { effects: [clock], dueAt: hours(3) }).given({ groupQrs: [other()] });
    expect(await stack.call('getTicket', 'oAnn', input)).toEqual(ticket(second));
    const effects = [{ kind: 'countShownQr', at: now, attempts: 0, qrId: 'qr2' } as const];
    expect(stack.changes).toEqual({ memberships: [shownNow({ shownQrId: 'qr2', effects })] });
  });

  it.each([
    ['another comes first', {}],
    ['its quota is used up', { quota: 1, shownTo: ['another'] }],
    ['another replaced it', { state: 'Replaced' }],
  ] as const)('A member who was shown a QR keeps seeing it when %s', async (_when, over) => {
    const stack = new OperationStack().given({
      groups: [group()],
      groupQrs: [groupQr(over), other()],
      memberships: [membership({ shownQrId: 'qr1' })],
    });
    expect(await stack.call('getTicket', 'oAnn', input)).toEqual(ticket());
    expect(stack.changes).toEqual({});
  });

  it.each([
    ['is over', { expiresAt: now }],
    ['was retired', { state: 'Broken' }],
  ] as const)(
    'A member who was shown a QR that %s sees the next one, which does not count them again',
    async (_why, over) => {
      const full = other({ quota: 1, shownTo: ['another'] });
      const stack = new OperationStack().given({
        groups: [group()],
        groupQrs: [groupQr(over), full],
        memberships: [membership({ shownQrId: 'qr1' })],
      });
      expect(await stack.call('getTicket', 'oAnn', input)).toEqual(ticket(second));
      expect(stack.changes).toEqual({ memberships: [membership({ rev: 1, shownQrId: 'qr2' })] });
    },
  );

  it('The group learns of the last places of a quota', async () => {
    const stack = admitted(new OperationStack());
    stack.given({ groupQrs: [groupQr({ quota: 10 })] });
    expect(await stack.call('getTicket', 'oAnn', input)).toEqual(ticket());
    expect(stack.documents.memberships.get(membershipId)?.effects).toEqual([
      { kind: 'countShownQr', at: now, attempts: 0, qrId: 'qr1', nearlyFull: true },
    ]);
  });

  it('getTicket shows the QR when another phone recorded the same a moment earlier', async () => {
    const stack = admitted(new OperationStack());
    stack.meanwhile('saveMembership', () => stack.documents.memberships.put(shownNow()));
    expect(await stack.call('getTicket', 'oAnn', input)).toEqual(ticket());
    expect(stack.calls).toEqual([...looks, 'saveMembership', 'membership']);
    expect(stack.changes).toEqual({ memberships: [shownNow()] });
  });

  const closedAt = (at: Date) => group({ qrValidUntil: null, qrPeriods: [{ from: days(-30), until: at }] });
  const admittedAt = (at: Date): Membership => membership({ stateAt: at, effects: [clock], dueAt: hours(3) });

  it.each([
    ['never had a QR', group({ qrValidUntil: null, qrPeriods: [] }), hours(-5), 19],
    ['lost its QR two hours ago', closedAt(hours(-2)), hours(-5), 22],
    ['had no QR all day', group({ qrValidUntil: null, qrPeriods: [] }), hours(-30), 0],
  ] as const)('getTicket names the time of the refund for a group that %s', async (_why, at, admission, left) => {
    const stack = new OperationStack().given({ groups: [at], memberships: [admittedAt(admission)] });
    const answer = await stack.call('getTicket', 'oAnn', input);
    expect(answer).toEqual(ticket({ ...noQr, noValidQrAtMs: hours(left).getTime() }));
    expect([stack.calls, stack.changes]).toEqual([reads, {}]);
  });

  it('A QR whose image is gone ends, and the clock of its members runs', async () => {
    const stack = new OperationStack().given({
      groups: [group()],
      groupQrs: [groupQr()],
      memberships: [admittedAt(hours(-5))],
    });
    stack.missingFiles.add('cloud://demo/qr1.png');
    const answer = await stack.call('getTicket', 'oAnn', input);
    expect(answer).toEqual(ticket({ ...noQr, noValidQrAtMs: hours(24).getTime() }));
    expect(stack.documents.groupQrs.get('qr1')?.state).toBe('Broken');
    expect(stack.documents.groups.get('g1')).toMatchObject(closedAt(now));
  });

  it.each([
    ['was shown one before', membership({ shownQrId: 'an old one' }), {}],
    ['has joined', membership({ state: 'Joined' }), { membershipState: 'Joined' }],
  ])('getTicket schedules no refund for a person who %s', async (_what, before, over) => {
    const stack = new OperationStack().given({ groups: [group()], memberships: [before] });
    expect(await stack.call('getTicket', 'oAnn', input)).toEqual(ticket({ ...noQr, ...over }));
    expect([stack.calls, stack.changes]).toEqual([reads, {}]);
  });

  it('getTicket allows a stranger’s sixtieth attempt within an hour', async () => {
    const stack = new OperationStack().given({ groups: [group()], rateLimits: [attempts('getTicket', 59)] });
    expect(await stack.call('getTicket', 'oAnn', input)).toMatchObject({ code: 'NotAdmitted' });
  });
});
