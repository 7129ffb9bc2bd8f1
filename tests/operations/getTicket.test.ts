import { describe, expect, it } from 'vitest';
import type { Membership } from '../../domain/membership';
import {
  appliedMembership,
  approvedMembership,
  attempts,
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
    {
      when: 'somebody else changes the membership while no QR is there',
      arrange: (stack) => {
        stack.given({ groups: [group()], memberships: [membership()] });
        stack.meanwhile('saveMembership', () => stack.touch('memberships', membershipId));
      },
      calls: [...reads, 'saveMembership'],
      changes: { memberships: [membership({ rev: 1 })] },
    },
  ],
}); // prettier-ignore

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

  it('getTicket shows the QR that lasts longest and cancels the automatic refund', async () => {
    const noValidQr = { kind: 'noValidQr', at: hours(3), attempts: 0 } as const;
    const stack = admitted(new OperationStack(), { effects: [noValidQr], dueAt: hours(3), shownQrId: 'qr1' });
    stack.given({ groupQrs: [groupQr({ _id: 'qr2', fileId: 'cloud://demo/qr2.png', expiresAt: hours(101) })] });
    const newer = { qrUrl: 'https://files/cloud://demo/qr2.png', qrExpiresAtMs: hours(101).getTime() };
    expect(await stack.call('getTicket', 'oAnn', input)).toEqual(ticket(newer));
    const effects = [{ kind: 'countShownQr', at: now, attempts: 0, qrId: 'qr2' } as const];
    expect(stack.changes).toEqual({ memberships: [shownNow({ shownQrId: 'qr2', effects })] });
  });

  it('getTicket shows the QR when another phone recorded the same a moment earlier', async () => {
    const stack = admitted(new OperationStack());
    stack.meanwhile('saveMembership', () => stack.documents.memberships.put(shownNow()));
    expect(await stack.call('getTicket', 'oAnn', input)).toEqual(ticket());
    expect(stack.calls).toEqual([...looks, 'saveMembership', 'membership']);
    expect(stack.changes).toEqual({ memberships: [shownNow()] });
  });

  const waiting = membership({
    rev: 1,
    effects: [{ kind: 'noValidQr', at: hours(24), attempts: 0 }],
    dueAt: hours(24),
  });

  it.each([
    ['there is none', [], reads],
    ['its image is gone', [groupQr()], looks],
    ['its time is over', [groupQr({ expiresAt: now })], reads],
    ['its quota is used up', [groupQr({ quota: 1, shownTo: ['another'] })], reads],
  ])('getTicket gives the owner a day to add a QR when %s', async (_why, groupQrs, calls) => {
    const stack = new OperationStack().given({ groups: [group()], groupQrs, memberships: [membership()] });
    stack.missingFiles.add('cloud://demo/qr1.png');
    const answer = await stack.call('getTicket', 'oAnn', input);
    expect(answer).toEqual(ticket({ ...noQr, noValidQrAtMs: hours(24).getTime() }));
    expect(stack.calls).toEqual([...calls, 'saveMembership']);
    expect(stack.changes).toEqual({ memberships: [waiting] });
  });

  it('getTicket repeats the time of the automatic refund without extending it', async () => {
    const effects = [{ kind: 'noValidQr', at: hours(3), attempts: 0 } as const];
    const before = membership({ effects, dueAt: hours(3) });
    const stack = new OperationStack().given({ groups: [group()], memberships: [before] });
    const answer = await stack.call('getTicket', 'oAnn', input);
    expect(answer).toEqual(ticket({ ...noQr, noValidQrAtMs: hours(3).getTime() }));
    expect([stack.calls, stack.changes]).toEqual([reads, {}]);
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
