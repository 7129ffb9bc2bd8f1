import { createHash } from 'node:crypto';
import type { Group } from '../../domain/group';
import type { GroupQr } from '../../domain/groupQr';
import type { Posting } from '../../domain/ledger';
import type { Membership } from '../../domain/membership';
import type { Order, PaymentArguments } from '../../domain/order';
import type { RateLimitWindow } from '../../domain/rateLimit';
import type { Refund } from '../../domain/refund';
import type { SecurityEvent } from '../../domain/security';
import type { User } from '../../domain/user';

/**
 * Documents written by hand, field by field, so that no expectation comes from the code under test. Ann buys, Olivia owns the group,
 * Cora is her co-admin, and the installation's settings make Adam an operator.
 */
export const nowMs = Date.parse('2026-11-22T10:20:30.000Z');
export const now = new Date(nowMs);
export const later = (ms: number): Date => new Date(nowMs + ms);
export const minutes = (count: number): Date => later(count * 60_000);
export const hours = (count: number): Date => later(count * 3_600_000);
export const days = (count: number): Date => later(count * 86_400_000);

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** A file that this person uploaded. */
export const uploaded = (openid: string, folder: string, name: string): string =>
  `cloud://demo.6465-demo/${folder}/${hash(`uploader\n${openid}`)}/${name}`;

export const merchant = '1900000109';
export const clientIp = '203.0.113.7';
export const idempotencyKey = '0f8fad5b-d9cb-469f-a165-70867728950e';
export const orderId = hash(`order\noAnn\n${idempotencyKey}`);
export const membershipId = hash('membership\noAnn\ng1');
/** The seat of the approval in `approvedMembership`. */
export const approvedSeat = `${membershipId}#1-0`;

export const payment: PaymentArguments = {
  timeStamp: '1795342830',
  nonceStr: 'n',
  package: 'prepay_id=wx22',
  signType: 'MD5',
  paySign: 'sign',
};

export const group = (over: Partial<Group> = {}): Group => ({
  _id: 'g1',
  rev: 3,
  state: 'Listed',
  managers: ['oOlivia', 'oCora'],
  ownerName: 'Olivia',
  ownerIntro: '十年',
  ownerAvatarFileId: 'cloud://demo/olivia.png',
  name: '晨读',
  intro: '每天二十分钟',
  description: '一起读。',
  benefits: ['音频', '讲义'],
  category: 'reading',
  coverFileId: 'cloud://demo/cover.png',
  priceFen: 990,
  admission: 'instant',
  reviewHours: 0,
  refundDays: 7,
  capacity: 2,
  seatsLeft: 2,
  seats: [],
  qrValidUntil: hours(100),
  qrPeriods: [{ from: days(-30), until: hours(100) }],
  searchText: '晨读 每天二十分钟 olivia',
  history: [],
  subMchId: null,
  commissionPermyriad: null,
  createdAt: days(-30),
  effects: [],
  dueAt: null,
  ...over,
});

export const groupQr = (over: Partial<GroupQr> = {}): GroupQr => ({
  _id: 'qr1',
  rev: 0,
  groupId: 'g1',
  fileId: 'cloud://demo/qr1.png',
  state: 'Live',
  position: 0,
  expiresAt: hours(100),
  quota: 190,
  shownTo: [],
  createdAt: hours(-10),
  effects: [],
  dueAt: null,
  needsAttentionAt: null,
  ...over,
});

/** Ann's order, created a minute ago. */
export const order = (over: Partial<Order> = {}): Order => ({
  _id: orderId,
  rev: 1,
  groupId: 'g1',
  openid: 'oAnn',
  membershipId,
  round: 1,
  state: 'AwaitingPayment',
  priceFen: 990,
  refundedFen: 0,
  activeKey: `${membershipId}#1`,
  seatId: orderId,
  terms: {
    groupName: '晨读',
    ownerName: 'Olivia',
    coverFileId: 'cloud://demo/cover.png',
    admission: 'instant',
    reviewHours: 0,
    refundDays: 7,
    commissionPermyriad: 333,
    ownMerchant: false,
  },
  encryptedMessage: null,
  paymentRequest: {
    outTradeNo: orderId,
    body: '入群 晨读',
    totalFee: 990,
    subMchId: merchant,
    nonceStr: orderId,
    spbillCreateIp: clientIp,
    timeExpire: '20261122183430',
  },
  payment,
  transactionId: null,
  createdAt: minutes(-1),
  payUntil: minutes(14),
  paidAt: null,
  refunds: [],
  history: [],
  effects: [{ kind: 'syncPayment', at: minutes(-1), attempts: 0 }],
  dueAt: minutes(-1),
  needsAttentionAt: null,
  ...over,
});

export const paymentConfirmed = {
  event: 'paymentConfirmed',
  from: 'AwaitingPayment',
  to: 'Paid',
  at: hours(-2),
  actor: 'system',
} as const;

/** Ann's order, paid two hours ago, without pending effects. */
export const paidOrder = (over: Partial<Order> = {}): Order =>
  order({
    rev: 3,
    state: 'Paid',
    transactionId: '4200000001',
    createdAt: later(-2 * 3_600_000 - 60_000),
    payUntil: later(-2 * 3_600_000 + 14 * 60_000),
    paidAt: hours(-2),
    history: [paymentConfirmed],
    effects: [],
    dueAt: null,
    ...over,
  });

/** Ann's order, closed by her two minutes ago. */
export const closedOrder = (over: Partial<Order> = {}): Order =>
  order({
    rev: 2,
    state: 'Closed',
    activeKey: orderId,
    createdAt: hours(-1),
    payUntil: minutes(-45),
    history: [{ event: 'closed', from: 'AwaitingPayment', to: 'Closed', at: minutes(-2), actor: 'buyer' }],
    effects: [],
    dueAt: null,
    ...over,
  });

export const refund = (over: Partial<Refund> = {}): Refund => ({
  no: `${orderId}-R1`,
  fen: 990,
  commissionFen: 0,
  state: 'Requested',
  reason: 'byBuyer',
  note: '',
  idempotencyKey: null,
  requestedAt: hours(-1),
  endedAt: null,
  ...over,
});

export const refundRequested = {
  event: 'refundRequested',
  from: 'Paid',
  to: 'Refunding',
  at: hours(-1),
  actor: 'buyer',
} as const;

/** Ann's whole refund has been under way for an hour; WeChat Pay has accepted it. */
export const refundingOrder = (over: Partial<Order> = {}): Order =>
  paidOrder({
    rev: 5,
    state: 'Refunding',
    activeKey: orderId,
    refunds: [refund({ state: 'Processing' })],
    history: [paymentConfirmed, refundRequested],
    effects: [{ kind: 'confirmRefund', at: hours(-1), attempts: 0, refundNo: `${orderId}-R1` }],
    dueAt: hours(-1),
    ...over,
  });

const admitted = {
  event: 'admitted',
  from: null,
  to: 'Admitted',
  at: hours(-2),
  actor: 'system',
  round: 1,
} as const;

/** Ann, admitted two hours ago by `paidOrder`; no QR was shown to her. */
export const membership = (over: Partial<Membership> = {}): Membership => ({
  _id: membershipId,
  rev: 0,
  groupId: 'g1',
  openid: 'oAnn',
  state: 'Admitted',
  round: 1,
  admission: 'instant',
  orderId,
  paidFen: 990,
  appliedAt: hours(-2),
  stateAt: hours(-2),
  reviewUntil: null,
  payUntil: null,
  seatId: null,
  encryptedMessage: null,
  rejectedReason: '',
  shownQrId: null,
  history: [admitted],
  effects: [],
  dueAt: null,
  needsAttentionAt: null,
  ...over,
});

export const admittedTransition = admitted;

/** The clock of a member who is admitted now and was shown no QR. */
export const qrClock = {
  effects: [{ kind: 'noValidQr', at: hours(24), attempts: 0 }],
  dueAt: hours(24),
} as const satisfies Partial<Membership>;

/** Ann, admitted now by `paidOrder`. */
export const admittedNow = (over: Partial<Membership> = {}): Membership =>
  membership({ appliedAt: now, stateAt: now, history: [{ ...admitted, at: now }], ...qrClock, ...over });

export const reviewBegun = {
  event: 'reviewBegun',
  from: null,
  to: 'UnderReview',
  at: hours(-2),
  actor: 'system',
  round: 1,
} as const;

/** Ann has paid and waits for the owner, who has 22 hours left. */
export const reviewedMembership = (over: Partial<Membership> = {}): Membership =>
  membership({
    state: 'UnderReview',
    admission: 'payThenReview',
    reviewUntil: hours(22),
    history: [reviewBegun],
    effects: [{ kind: 'timeOut', at: hours(22), attempts: 0 }],
    dueAt: hours(22),
    ...over,
  });

/** The order of `reviewedMembership`. */
export const reviewedOrder = (over: Partial<Order> = {}): Order => {
  const { terms } = order();
  return paidOrder({ terms: { ...terms, admission: 'payThenReview', reviewHours: 24 }, ...over });
};

export const appliedTransition = {
  event: 'applied',
  from: null,
  to: 'Applied',
  at: hours(-2),
  actor: 'buyer',
  round: 1,
} as const;

/** Ann has applied without paying; the owner has 22 hours left. */
export const appliedMembership = (over: Partial<Membership> = {}): Membership =>
  membership({
    state: 'Applied',
    admission: 'reviewThenPay',
    orderId: null,
    paidFen: 0,
    reviewUntil: hours(22),
    encryptedMessage: `sealed for ${membershipId}#1: {"message":"想一起读","contact":"微信 ann"}`,
    history: [appliedTransition],
    effects: [{ kind: 'timeOut', at: hours(22), attempts: 0 }],
    dueAt: hours(22),
    ...over,
  });

export const approvedTransition = {
  event: 'approved',
  from: 'Applied',
  to: 'Approved',
  at: hours(-1),
  actor: 'owner',
  round: 1,
} as const;

/** Ann was approved an hour ago, her seat is secured, and she has 23 hours to begin paying. */
export const approvedMembership = (over: Partial<Membership> = {}): Membership =>
  appliedMembership({
    rev: 2,
    state: 'Approved',
    stateAt: hours(-1),
    payUntil: hours(23),
    seatId: approvedSeat,
    history: [appliedTransition, approvedTransition],
    effects: [{ kind: 'timeOut', at: later(23 * 3_600_000 + 6 * 60_000), attempts: 0 }],
    dueAt: later(23 * 3_600_000 + 6 * 60_000),
    ...over,
  });

/** The order by which Ann pays for `approvedMembership`. */
export const approvedOrder = (over: Partial<Order> = {}): Order => {
  const { terms } = order();
  return order({ seatId: approvedSeat, terms: { ...terms, admission: 'reviewThenPay', reviewHours: 24 }, ...over });
};

/** A group that takes applications before payment; Ann's approval holds one of its seats. */
export const chosenGroup = (over: Partial<Group> = {}): Group =>
  group({ admission: 'reviewThenPay', reviewHours: 24, seatsLeft: 1, seats: [approvedSeat], ...over });

export const user = (over: Partial<User> = {}): User => ({
  _id: 'oAnn',
  nickname: 'Ann',
  avatarFileId: 'cloud://demo/ann.png',
  operator: null,
  createdAt: days(-3),
  ...over,
});

export const support = user({ _id: 'oSue', nickname: 'Sue', operator: 'support' });

export const paymentPosting = (over: Partial<Posting> = {}): Posting => ({
  _id: `${orderId}:paid`,
  kind: 'payment',
  orderId,
  groupId: 'g1',
  subMchId: merchant,
  at: now,
  day: '2026-11-22',
  lines: [
    { account: `wechatPay:${merchant}`, fen: 990 },
    { account: 'owed:g1', fen: -958 },
    { account: 'commission:g1', fen: -32 },
  ],
  ...over,
});

export const refundPosting = (over: Partial<Posting> = {}): Posting => ({
  _id: `${orderId}-R1`,
  kind: 'refund',
  orderId,
  groupId: 'g1',
  subMchId: merchant,
  at: now,
  day: '2026-11-22',
  lines: [
    { account: `wechatPay:${merchant}`, fen: -990 },
    { account: 'owed:g1', fen: 958 },
    { account: 'commission:g1', fen: 32 },
  ],
  ...over,
});

const hourOfNow = Date.parse('2026-11-22T10:00:00.000Z');

/** A counter with so many attempts of an action within this hour. */
export const attempts = (action: string, count: number, openid = 'oAnn'): RateLimitWindow => ({
  _id: `${action}:${hash(`rateLimit\n${openid}`)}:${hourOfNow}`,
  count,
  expiresAt: new Date(hourOfNow + 3_600_000),
});

export const tooManyAttempts = (action: string, most: number, openid = 'oAnn'): SecurityEvent => ({
  _id: `tooManyAttempts:${action}:${hash(`stranger\n${openid}`)}:${hourOfNow / 3_600_000}`,
  kind: 'tooManyAttempts',
  severity: 7,
  at: now,
  lastAt: now,
  count: 1,
  function: action,
  source: 'wx_client',
  openid,
  orderId: null,
  detail: `more than ${most} within 60 minutes`,
  handledAt: null,
});

/** The worst kind first. */
const severities: Record<SecurityEvent['kind'], number> = {
  paymentMismatch: 0,
  refundMismatch: 1,
  refundNotOurs: 2,
  paymentsFailing: 3,
  unknownOrder: 4,
  forgedCallback: 5,
  forgedTimer: 6,
  tooManyAttempts: 7,
};

export const securityEvent = (over: Partial<SecurityEvent> = {}): SecurityEvent => ({
  _id: `paymentMismatch:${orderId}:totalFee differs from our order`,
  kind: 'paymentMismatch',
  severity: over.kind === undefined ? 0 : severities[over.kind],
  at: now,
  lastAt: over.at ?? now,
  count: 1,
  function: 'syncPayment',
  source: 'wechatPay',
  openid: 'oAnn',
  orderId,
  detail: 'totalFee differs from our order',
  handledAt: null,
  ...over,
});
