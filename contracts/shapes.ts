import * as v from 'valibot';
import { groupQrEffectKinds } from '../domain/groupQr';
import { orderEffectKinds, orderStates } from '../domain/order';
import { membershipEffectKinds, membershipStates } from '../domain/membership';
import { refundReasons, refundStates } from '../domain/refund';
import { buyingObstacles } from '../domain/buying';
import { admissionRules, groupStates } from '../domain/group';
import { permyriadLimits } from '../domain/money';

/** Shapes that several contracts share. Money is whole fen (`…Fen`), a point in time is milliseconds since 1970 (`…Ms`). */

export const GroupId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,32}$/));
/** Also WeChat Pay's `outTradeNo`: at most 32 characters. */
export const OrderId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
export const MembershipId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
/** The start of the next page of a list; opaque to callers. */
export const Cursor = v.pipe(v.string(), v.regex(/^[0-9]{1,16}_[A-Za-z0-9_-]{1,64}$/));

/** A file in this environment's cloud storage. */
export const CloudFileId = v.pipe(v.string(), v.maxLength(300), v.regex(/^cloud:\/\/[A-Za-z0-9._-]+\/[^\s?#]+$/));

export const Fen = v.pipe(v.number(), v.integer(), v.minValue(0));
/** An amount that may be negative, such as a balance that either side can owe. */
export const SignedFen = v.pipe(v.number(), v.integer());
/** A share in ten-thousandths: 250 is 2.5 %. */
export const Permyriad = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(permyriadLimits.least),
  v.maxValue(permyriadLimits.most),
);
/** A month and a day in Beijing time. */
export const MonthName = v.pipe(v.string(), v.regex(/^20\d\d-(0[1-9]|1[0-2])$/));
export const DayName = v.pipe(v.string(), v.regex(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/));
export const Ms = v.pipe(v.number(), v.integer());
export const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const categories = [
  'study',
  'career',
  'sport',
  'parenting',
  'photo',
  'reading',
  'food',
  'local',
  'pets',
  'craft',
] as const;
export const CategoryName = v.picklist(categories);
export type Category = (typeof categories)[number];

export const GroupStateName = v.picklist(groupStates);
export const AdmissionRule = v.picklist(admissionRules);
export const OrderStateName = v.picklist(orderStates);
export const MembershipStateName = v.picklist(membershipStates);
export const RefundStateName = v.picklist(refundStates);
/** An effect that an order, a membership or a group QR still owes. */
export const EffectKindName = v.picklist([...orderEffectKinds, ...membershipEffectKinds, ...groupQrEffectKinds]);

/** The reasons a person can't buy a group now; `createOrder` refuses with the same codes. */
export const BuyingObstacle = v.picklist(buyingObstacles);

/** A group as lists show it. */
export const GroupCard = v.strictObject({
  groupId: v.string(),
  name: v.string(),
  intro: v.string(),
  category: CategoryName,
  /** A cloud file id, which `<image>` accepts directly, or '' if the group has no cover. */
  coverFileId: v.string(),
  ownerName: v.string(),
  priceFen: Fen,
  admission: AdmissionRule,
  /** `null`: the group has no limit. */
  capacity: v.nullable(Count),
  seatsLeft: v.nullable(Count),
  /** It can be bought now: it is listed, has a valid QR and a free seat. */
  open: v.boolean(),
});

/** The arguments of `wx.requestPayment`. */
export const WxPayment = v.object({
  appId: v.optional(v.string()),
  timeStamp: v.string(),
  nonceStr: v.string(),
  package: v.string(),
  signType: v.picklist(['MD5', 'HMAC-SHA256', 'RSA']),
  paySign: v.string(),
});

/** An order as its buyer sees it in a list. */
export const orderSummaryFields = {
  orderId: v.string(),
  groupId: v.string(),
  groupName: v.string(),
  coverFileId: v.string(),
  ownerName: v.string(),
  admission: AdmissionRule,
  priceFen: Fen,
  refundedFen: Fen,
  state: OrderStateName,
  /**
   * The membership state this particular order led to; `null` before payment, and once another order has taken over.
   */
  membershipState: v.nullable(MembershipStateName),
  createdAtMs: Ms,
  payUntilMs: Ms,
};
export const OrderSummary = v.strictObject(orderSummaryFields);

export const RefundView = v.strictObject({
  refundNo: v.string(),
  fen: Fen,
  state: RefundStateName,
  reason: v.picklist(refundReasons),
  /** The message to the buyer from the person who caused the refund, or ''. */
  note: v.string(),
  requestedAtMs: Ms,
  endedAtMs: v.nullable(Ms),
});
