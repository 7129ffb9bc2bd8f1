import type { Contracts, FunctionName } from '../../contracts';
import type { OutputOf } from '../../contracts/contract';

/** One plausible answer of each function, so that every page that opens has something to show. */
type Values = { readonly [N in FunctionName]?: OutputOf<Contracts[N]> };

const hourMs = 3_600_000;
const nowMs = Date.now();

const summary = {
  orderId: 'a'.repeat(32),
  groupId: 'g1',
  groupName: '读书会',
  coverFileId: '',
  ownerName: '阿岩',
  admission: 'payThenReview',
  priceFen: 990,
  refundedFen: 0,
  createdAtMs: nowMs,
  payUntilMs: nowMs + hourMs / 4,
} as const;
const detail = {
  ...summary,
  reviewUntilMs: nowMs + hourMs,
  seatUntilMs: null,
  groupHold: null,
  qrShown: false,
  rejectedReason: '',
  refunds: [],
  timeline: [],
};

export const unpaid: OutputOf<Contracts['getOrder']> = {
  ...detail,
  state: 'AwaitingPayment',
  membershipState: null,
  paidAtMs: null,
  refundUntilMs: null,
  refundObstacle: 'NotPaid',
};
export const underReview: OutputOf<Contracts['getOrder']> = {
  ...detail,
  state: 'Paid',
  membershipState: 'UnderReview',
  paidAtMs: nowMs,
  refundUntilMs: null,
  refundObstacle: null,
};

const figures = { paidFen: 990, refundedFen: 0, commissionFen: 24, owedFen: 966, payments: 1, refunds: 0 };
export const november: OutputOf<Contracts['getEarnings']> = {
  month: '2026-11',
  total: { ...figures, owedAfterFen: 1932, frozenFen: 0 },
  groups: [
    {
      groupId: 'g1',
      name: '读书会',
      ...figures,
      owedAfterFen: 1932,
      groupHold: null,
      commissionPermyriad: 250,
      ownMerchant: false,
    },
  ],
  days: [{ day: '2026-11-22', ...figures }],
};

export const values = {
  login: { nickname: '阿岩', avatarFileId: '', uploaderId: 'a'.repeat(32), isOwner: true, operator: 'admin' },
  getOrder: unpaid,
  getGroup: {
    group: {
      groupId: 'g1',
      name: '读书会',
      intro: '一周一本',
      category: 'reading',
      coverFileId: '',
      ownerName: '阿岩',
      priceFen: 990,
      admission: 'instant',
      capacity: 10,
      seatsLeft: 3,
      open: true,
      benefits: ['一本书'],
      description: '一起读',
      ownerIntro: '读得慢',
      ownerAvatarFileId: '',
      reviewHours: 0,
      refundDays: 7,
      memberCount: 7,
      createdAtMs: nowMs,
    },
    obstacle: null,
    waitUntilMs: null,
    nextSeatMs: null,
    mine: null,
  },
  getEarnings: november,
  getMyGroup: {
    groupId: 'g1',
    state: 'Draft',
    text: {
      name: '读书会',
      intro: '一周一本',
      description: '一起读',
      benefits: ['一本书'],
      ownerIntro: '读得慢',
      category: 'reading',
      coverFileId: '',
    },
    terms: { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 10 },
    moderationNote: null,
    seatsTaken: 2,
    commissionPermyriad: 250,
    qrs: [
      {
        qrId: 'c1',
        state: 'Live',
        imageUrl: null,
        expiresAtMs: nowMs + 48 * hourMs,
        quota: 190,
        shownCount: 3,
        createdAtMs: nowMs,
      },
    ],
    newcomerQrId: 'c1',
    endedQrs: [],
    nextEnded: null,
  },
  listMemberships: {
    memberships: [
      {
        groupId: 'g1',
        groupName: '读书会',
        coverFileId: '',
        ownerName: '阿岩',
        groupHold: null,
        membershipState: 'Applied',
        admission: 'reviewThenPay',
        orderId: null,
        paidFen: 0,
        order: null,
        priceFen: 990,
        reviewUntilMs: nowMs + hourMs,
        payUntilMs: null,
        rejectedReason: '',
        stateAtMs: nowMs,
      },
    ],
    next: null,
  },
  listApplications: {
    applications: [
      {
        membershipId: 'b'.repeat(32),
        round: 1,
        groupId: 'g1',
        groupName: '读书会',
        nickname: '小林',
        avatarFileId: '',
        membershipState: 'UnderReview',
        admission: 'payThenReview',
        message: '',
        contact: '',
        paidFen: 990,
        appliedAtMs: nowMs,
        reviewUntilMs: nowMs + hourMs,
        payUntilMs: null,
        rejectedReason: '',
      },
    ],
    next: null,
  },
  adminIssues: {
    refunds: [
      {
        orderId: 'a'.repeat(32),
        groupName: '读书会',
        buyer: { nickname: '小林', avatarFileId: '' },
        refundNo: `${'a'.repeat(32)}-R1`,
        fen: 990,
        failedAtMs: nowMs,
        failure: null,
        tooOld: false,
      },
    ],
    needingAttention: [],
    securityEvents: [
      {
        eventId: 'e1',
        kind: 'paymentMismatch',
        count: 1,
        firstAtMs: nowMs,
        lastAtMs: nowMs,
        orderIds: ['a'.repeat(32)],
        person: null,
        function: 'syncPayment',
      },
    ],
    more: false,
  },
  adminGroups: {
    groups: [
      {
        groupId: 'g1',
        rev: 3,
        state: 'PendingReview',
        name: '读书会',
        intro: '一周一本',
        description: '一起读',
        benefits: ['一本书'],
        category: 'reading',
        coverFileId: '',
        ownerName: '阿岩',
        ownerIntro: '读得慢',
        ownerAvatarFileId: '',
        priceFen: 990,
        admission: 'instant',
        reviewHours: 0,
        capacity: 10,
        qrValidUntilMs: nowMs + 48 * hourMs,
        qrs: [],
        createdAtMs: nowMs,
        submittedAtMs: nowMs,
        moderationNotes: [],
        money: null,
        refundingAll: false,
      },
    ],
    next: null,
  },
  adminOrders: {
    orders: [
      {
        ...summary,
        state: 'Paid',
        membershipState: 'Admitted',
        groupHold: null,
        buyer: { nickname: '小林', avatarFileId: '' },
        paidAtMs: nowMs,
        transactionId: '4200',
        refundableFen: 990,
        wholeOnly: false,
        refundableUntilMs: nowMs + 8760 * hourMs,
        needsAttentionAtMs: null,
        refunds: [],
        timeline: [{ event: 'created', actor: 'buyer', atMs: nowMs }],
        effects: [],
        securityEvents: [],
      },
    ],
    next: null,
  },
} as const satisfies Values;

/** A banned group, of whose five paid orders two are settled and one is stuck. */
export const bannedGroup: OutputOf<Contracts['adminGroups']>['groups'][number] = {
  ...values.adminGroups.groups[0],
  state: 'Banned',
  money: {
    orders: 7,
    paidOrders: 5,
    paidFen: 4950,
    refundedFen: 1980,
    onItsWayFen: 400,
    failedFen: 990,
    keptFen: 1580,
    settledOrders: 2,
    failedOrders: 1,
  },
};

type GroupAnswer = OutputOf<Contracts['getGroup']>;
const byApplication = { ...values.getGroup.group, admission: 'reviewThenPay', reviewHours: 24 } as const;
const noWait = { waitUntilMs: null, nextSeatMs: null } as const;
const mine = { orderId: null, reviewUntilMs: null, payUntilMs: null, rejectedReason: '', timeline: [] };

/** A group that takes applications, for a person who has not applied, one who has, and one who may pay. */
export const toApply: GroupAnswer = { group: byApplication, obstacle: 'ApplyFirst', ...noWait, mine: null };
export const applied: GroupAnswer = {
  group: byApplication,
  obstacle: 'Applied',
  ...noWait,
  mine: {
    ...mine,
    membershipState: 'Applied',
    reviewUntilMs: nowMs + hourMs,
    timeline: [{ event: 'applied', atMs: nowMs }],
  },
};
export const approved: GroupAnswer = {
  group: byApplication,
  obstacle: null,
  ...noWait,
  mine: {
    ...mine,
    membershipState: 'Approved',
    payUntilMs: nowMs + 24 * hourMs,
    timeline: [
      { event: 'applied', atMs: nowMs },
      { event: 'approved', atMs: nowMs },
    ],
  },
};

export const ok = (value: unknown): object => ({ ok: true, value });
export const refusal = (code: string): object | Error =>
  code === 'Offline'
    ? Object.assign(new Error('request:fail'), { errMsg: 'cloud.callFunction:fail request:fail' })
    : { ok: false, code, message: code };
