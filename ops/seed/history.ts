import { seedGroups } from './groups';
import { buyers } from './people';
import { seedRandom } from './random';

/**
 * An action of a buyer or owner. `buy` pays at once; `cancel` cancels the order before paying; `abandon` neither pays nor cancels, so the
 * sweep closes the order; `look` opens the ticket, which shows the QR. `apply` writes to the owner before any payment and `withdraw` takes that back. With `approve` and `reject` the
 * owner decides the application of `person`.
 */
export type SeedAction =
  | {
      readonly kind: 'buy' | 'look' | 'cancel' | 'abandon' | 'approve' | 'withdraw';
      readonly person: string;
      readonly groupId: string;
    }
  | {
      readonly kind: 'apply';
      readonly person: string;
      readonly groupId: string;
      readonly message: string;
      readonly contact?: string;
    }
  | {
      readonly kind: 'reject';
      readonly person: string;
      readonly groupId: string;
      readonly reason: string;
      /** WeChat Pay fails to refund the payment, so an operator has to look at it. */
      readonly refundFails?: true;
    };

/** The actions that happen at one time. */
export interface Moment {
  readonly hoursAgo: number;
  readonly actions: readonly SeedAction[];
}

interface DatedAction {
  readonly hoursAgo: number;
  readonly action: SeedAction;
}

/** The times of arrivals, in hours before now: a few a day over the last nine days, the oldest first. */
const arrivalTimes: readonly number[] = Array.from(
  { length: 24 },
  (_, index) => 10 + (23 - index) * 9 + seedRandom(`moment ${index}`).between(-2, 2),
);

const nextArrivalTime = (hoursAgo: number): number => arrivalTimes[arrivalTimes.indexOf(hoursAgo) + 1] ?? hoursAgo;

interface Arrivals {
  readonly groupId: string;
  readonly people: number;
  /** All arrivals are before this time. */
  readonly untilHoursAgo?: number;
}

const arrivals: readonly Arrivals[] = [
  { groupId: 'g-slow-film', people: 12 },
  { groupId: 'g-clay-weekend', people: 9 },
  { groupId: 'g-morning-english', people: 11 },
  { groupId: 'g-slow-redchamber', people: 7 },
  { groupId: 'g-hangzhou-hikes', people: 7 },
  { groupId: 'g-lane-walks', people: 5 },
  { groupId: 'g-essay-circle', people: 6 },
  { groupId: 'g-orange-cats', people: 6 },
  { groupId: 'g-python-steps', people: 6 },
  { groupId: 'g-solo-cooking', people: 5 },
  { groupId: 'g-bedtime-stories', people: 5 },
  // Its QR expired a day ago, so nobody could join since.
  { groupId: 'g-chengdu-badminton', people: 4, untilHoursAgo: 36 },
  { groupId: 'g-yarn-club', people: 3 },
  { groupId: 'g-nature-kids', people: 3 },
];

const at = (hoursAgo: number, action: SeedAction): DatedAction => ({ hoursAgo, action });

/** The last four buyers have only the individual actions below. */
const arrivingBuyers = buyers.slice(0, 20);

/**
 * Lets people arrive in a group at random times; where the group reviews after payment, the owner approves them half a day later. Then they
 * open their ticket: a member who sees no QR for a day is refunded.
 */
function buildArrivals({ groupId, people, untilHoursAgo = arrivalTimes.at(-2) ?? 0 }: Arrivals): DatedAction[] {
  const random = seedRandom(`members ${groupId}`);
  const reviewed = seedGroups.some(({ id, admission }) => id === groupId && admission === 'payThenReview');
  const times = arrivalTimes.filter((hoursAgo) => hoursAgo >= untilHoursAgo);
  return random
    .shuffle(arrivingBuyers)
    .slice(0, people)
    .flatMap(({ name: person }) => {
      const hoursAgo = random.pick(times);
      const bought = at(hoursAgo, { kind: 'buy', person, groupId });
      const decidedAt = reviewed ? nextArrivalTime(hoursAgo) : hoursAgo;
      const approved = reviewed ? [at(decidedAt, { kind: 'approve', person, groupId })] : [];
      const lookedAt = nextArrivalTime(decidedAt);
      // Actions of one moment happen in any order, so who was approved at the last one has yet to look.
      const looked = lookedAt < decidedAt ? [at(lookedAt, { kind: 'look', person, groupId })] : [];
      return [bought, ...approved, ...looked];
    });
}

/** Bob has an order of every kind. The others wait for Olivia, were rejected, or changed their mind. */
const individualActions: readonly DatedAction[] = [
  at(148, { kind: 'buy', person: 'bob', groupId: 'g-hangzhou-hikes' }),
  at(85, { kind: 'buy', person: 'bob', groupId: 'g-portfolio-clinic' }),
  at(76, {
    kind: 'reject',
    person: 'bob',
    groupId: 'g-portfolio-clinic',
    reason: '链接里只有封面，还看不出你的设计过程。补完一个完整项目再来，名额给你留意着。',
  }),
  at(49, { kind: 'cancel', person: 'bob', groupId: 'g-slow-redchamber' }),
  at(31, { kind: 'abandon', person: 'bob', groupId: 'g-phone-photo' }),
  at(5, { kind: 'buy', person: 'bob', groupId: 'g-essay-circle' }),
  at(121, { kind: 'buy', person: 'buyer-21', groupId: 'g-essay-circle' }),
  at(112, {
    kind: 'reject',
    person: 'buyer-21',
    groupId: 'g-essay-circle',
    reason: '你想要的是投稿渠道，我们只互相读稿，怕你失望。祝写作顺利。',
  }),
  at(20, { kind: 'buy', person: 'buyer-22', groupId: 'g-essay-circle' }),
  at(2, { kind: 'buy', person: 'buyer-23', groupId: 'g-essay-circle' }),
  at(130, { kind: 'buy', person: 'buyer-24', groupId: 'g-first-hike' }),
  at(58, { kind: 'cancel', person: 'buyer-24', groupId: 'g-clay-weekend' }),
  at(46, { kind: 'buy', person: 'buyer-24', groupId: 'g-portfolio-clinic' }),
  at(28, {
    kind: 'reject',
    person: 'buyer-24',
    groupId: 'g-portfolio-clinic',
    reason: '这一期只看交互方向的作品，视觉方向下个月开。',
    refundFails: true,
  }),
];

/** Applications before payment, in every state that lasts. */
const applications: readonly DatedAction[] = [
  // Approved, paid and admitted.
  at(61, {
    kind: 'apply',
    person: 'buyer-21',
    groupId: 'g-young-readers',
    message: '女儿四年级，去年读完了《夏洛的网》中文版，想试试英文的。我每周三晚上都能陪。',
    contact: '微信 juan-reads',
  }),
  at(51, { kind: 'approve', person: 'buyer-21', groupId: 'g-young-readers' }),
  at(45.5, { kind: 'buy', person: 'buyer-21', groupId: 'g-young-readers' }),
  // Approved, with most of a day left to pay.
  at(14, {
    kind: 'apply',
    person: 'bob',
    groupId: 'g-young-readers',
    message: '儿子五年级，自然拼读学完了，读过两本分级书。想跟着读完整的一本。',
    contact: '微信 abo-1988',
  }),
  at(6, { kind: 'approve', person: 'bob', groupId: 'g-young-readers' }),
  // Waiting for Olivia.
  at(9, {
    kind: 'apply',
    person: 'buyer-22',
    groupId: 'g-young-readers',
    message: '双胞胎三年级，词汇量不大但是爱听故事。先从听开始可以吗？',
  }),
  at(3, {
    kind: 'apply',
    person: 'buyer-23',
    groupId: 'g-young-readers',
    message: '我自己是英语老师，想看看您怎么领读，孩子六年级，可以帮忙做生词卡。',
    contact: '手机尾号 0607，短信就好',
  }),
  // Not for people, and nothing was paid.
  at(40, {
    kind: 'apply',
    person: 'buyer-24',
    groupId: 'g-portrait-walk',
    message: '刚买了相机，还没拍过人，想出来练练手。',
  }),
  at(30, {
    kind: 'reject',
    person: 'buyer-24',
    groupId: 'g-portrait-walk',
    reason: '外拍要当面征得同意，建议先在熟人身上练几次。三个月后再来，我还在。',
  }),
  at(100, {
    kind: 'apply',
    person: 'bob',
    groupId: 'g-portrait-walk',
    message: '平时拍街头，人像拍得少，想学怎么开口。',
  }),
  at(91, { kind: 'withdraw', person: 'bob', groupId: 'g-portrait-walk' }),
  // Never decided; and approved, but not paid within the day.
  at(80, {
    kind: 'apply',
    person: 'buyer-23',
    groupId: 'g-dog-walks',
    message: '柯基两岁，疫苗齐，晚上八点在世纪公园北门。',
  }),
  at(202, {
    kind: 'apply',
    person: 'buyer-22',
    groupId: 'g-dog-walks',
    message: '金毛一岁半，牵绳没问题，就是见人太热情。',
  }),
  at(193, { kind: 'approve', person: 'buyer-22', groupId: 'g-dog-walks' }),
];

/** Everything that happened, the oldest first. */
export function buildHistory(): readonly Moment[] {
  const byTime = new Map<number, SeedAction[]>();
  for (const { hoursAgo, action } of [...arrivals.flatMap(buildArrivals), ...individualActions, ...applications]) {
    byTime.set(hoursAgo, [...(byTime.get(hoursAgo) ?? []), action]);
  }
  return [...byTime].map(([hoursAgo, actions]) => ({ hoursAgo, actions })).sort((a, b) => b.hoursAgo - a.hoursAgo);
}
