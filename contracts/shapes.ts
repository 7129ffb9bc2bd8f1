import * as v from 'valibot';
import { groupQrEffectKinds } from '../domain/groupQr';
import { orderEffectKinds, orderStates } from '../domain/order';
import { membershipEffectKinds, membershipStates } from '../domain/membership';
import { refundReasons, refundStates } from '../domain/refund';
import { buyingObstacles } from '../domain/buying';
import { admissionRules, groupStates } from '../domain/group';
import { permyriadLimits } from '../domain/money';
import { cleanLine, cleanName, cleanText, countCharacters, hasPiledMarks, isNameable, isVisible } from '../domain/text';

/** Shapes that several contracts share. Money is whole fen (`…Fen`), a point in time is milliseconds since 1970 (`…Ms`). */

export const GroupId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,32}$/));
/** Also WeChat Pay's `outTradeNo`: at most 32 characters. */
export const OrderId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
export const MembershipId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
/** Made by the client and stored before it sends, so that a retry is the same request. */
export const IdempotencyKey = v.pipe(v.string(), v.uuid(), v.toLowerCase());
/** The last millisecond that a `Date` can hold. */
const lastMs = 8.64e15;
/** The start of the next page of a list; opaque to callers. Its number is a time or a price. */
export const Cursor = v.pipe(
  v.string(),
  v.regex(/^[0-9]{1,16}_[A-Za-z0-9_-]{1,64}$/),
  v.check((cursor) => Number.parseInt(cursor, 10) <= lastMs, 'a number within the range of times'),
);

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
export const Ms = v.pipe(v.number(), v.integer(), v.minValue(-lastMs), v.maxValue(lastMs));
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

/** A person as an operator sees them. Never an openid. */
export const PersonView = v.strictObject({ nickname: v.string(), avatarFileId: v.string() });

/** An operator's hold on a group; `null` if there is none. */
export const GroupHoldName = v.picklist(['Suspended', 'Banned']);

/** An order as lists show it. */
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
  /** In a suspended group newcomers are shown no QR; in a banned one nobody is. */
  groupHold: v.nullable(GroupHoldName),
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

/**
 * Everything that people type comes in through one of these: cleaned (`domain/text.ts`), then measured as people count. A string field that
 * is neither one of these nor of a fixed form fails a test (`tests/operations/texts.test.ts`).
 */

/** In code units. A family of four takes 11, so every honest text fits, and one character of a thousand marks does not. */
const unitsPerCharacter = 12;

interface TextKind {
  readonly clean: (text: string) => string;
  readonly isThere: (text: string) => boolean;
}
const nameKind: TextKind = { clean: cleanName, isThere: isNameable };
const lineKind: TextKind = { clean: cleanLine, isThere: isVisible };
const textKind: TextKind = { clean: cleanText, isThere: isVisible };

const typed = ({ clean, isThere }: TextKind, longest: number, mayBeEmpty = false) =>
  v.pipe(
    v.string(),
    // Before the cleaning, whose cost grows with the length; and after it, because NFKC makes some characters longer.
    v.maxLength(longest * unitsPerCharacter),
    v.transform(clean),
    v.maxLength(longest * unitsPerCharacter),
    v.check((cleaned) => (mayBeEmpty && cleaned === '') || isThere(cleaned), 'something to see'),
    v.check((cleaned) => countCharacters(cleaned) <= longest, 'fewer characters'),
    v.check((cleaned) => !hasPiledMarks(cleaned), 'fewer marks on one letter'),
    v.metadata({ typedByPeople: true }),
  );

/** The name of a person or a group. */
export const Name = (longest: number) => typed(nameKind, longest);
/** A text of one line. */
export const Line = (longest: number) => typed(lineKind, longest);
export const OptionalLine = (longest: number) => typed(lineKind, longest, true);
/** A text of several lines. */
export const Lines = (longest: number) => typed(textKind, longest);
export const OptionalLines = (longest: number) => typed(textKind, longest, true);
