import { chanceOf } from './random';
import { listings } from './groups';
import { buyers } from './people';

/**
 * An action of somebody. `buys` pays at once; `givesUp` cancels before paying; `walksAway` neither pays nor cancels, so the sweep closes it;
 * `applies` writes to the owner before any payment, `withdraws` takes that back; the owner `admits` or `rejects` who waits for a decision.
 */
export type SeedAction =
  | {
      readonly kind: 'buys' | 'givesUp' | 'walksAway' | 'admits' | 'withdraws';
      readonly person: string;
      readonly groupId: string;
    }
  | {
      readonly kind: 'applies';
      readonly person: string;
      readonly groupId: string;
      readonly message: string;
      readonly contact?: string;
    }
  | {
      readonly kind: 'rejects';
      readonly person: string;
      readonly groupId: string;
      readonly reason: string;
      /** WeChat Pay gives the refund up: an operator has to look at it. */
      readonly refundFails?: true;
    };

/** SeedAction of about the same time. */
export interface Moment {
  readonly hoursAgo: number;
  readonly actions: readonly SeedAction[];
}

/** Hours ago, a few times a day over the last nine days, the oldest first. */
const moments: readonly number[] = Array.from(
  { length: 24 },
  (_, index) => 10 + (23 - index) * 9 + chanceOf(`moment ${index}`).between(-2, 2),
);

const after = (moment: number): number => moments[moments.indexOf(moment) + 1] ?? moment;

/** The number of people who came into a group, and the hours over which they came. */
const memberships: readonly { readonly groupId: string; readonly people: number; readonly untilHoursAgo?: number }[] = [
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

interface Dated {
  readonly hoursAgo: number;
  readonly action: SeedAction;
}

const at = (hoursAgo: number, action: SeedAction): Dated => ({ hoursAgo, action });

/** The others have lives of their own below. */
const comers = buyers.slice(0, 20);

/** Those who came in: each at some time, with the owner's word half a day later where the group asks for it. */
function arrivals(): Dated[] {
  return memberships.flatMap(({ groupId, people, untilHoursAgo = moments.at(-2) ?? 0 }) => {
    const chance = chanceOf(`members ${groupId}`);
    const reviewed = listings.some(({ id, admission }) => id === groupId && admission === 'payThenReview');
    const times = moments.filter((hoursAgo) => hoursAgo >= untilHoursAgo);
    return chance
      .shuffled(comers)
      .slice(0, people)
      .flatMap(({ name: person }) => {
        const hoursAgo = chance.oneOf(times);
        const buys = at(hoursAgo, { kind: 'buys', person, groupId });
        return reviewed ? [buys, at(after(hoursAgo), { kind: 'admits', person, groupId })] : [buys];
      });
  });
}

/** Bob has had one of everything; some wait for Olivia; one was never answered; one changed their mind. */
const particularLives: readonly Dated[] = [
  at(148, { kind: 'buys', person: 'bob', groupId: 'g-hangzhou-hikes' }),
  at(85, { kind: 'buys', person: 'bob', groupId: 'g-portfolio-clinic' }),
  at(76, {
    kind: 'rejects',
    person: 'bob',
    groupId: 'g-portfolio-clinic',
    reason: '链接里只有封面，还看不出你的设计过程。补完一个完整项目再来，名额给你留意着。',
  }),
  at(49, { kind: 'givesUp', person: 'bob', groupId: 'g-slow-redchamber' }),
  at(31, { kind: 'walksAway', person: 'bob', groupId: 'g-phone-photo' }),
  at(5, { kind: 'buys', person: 'bob', groupId: 'g-essay-circle' }),
  at(121, { kind: 'buys', person: 'buyer-21', groupId: 'g-essay-circle' }),
  at(112, {
    kind: 'rejects',
    person: 'buyer-21',
    groupId: 'g-essay-circle',
    reason: '你想要的是投稿渠道，我们只互相读稿，怕你失望。祝写作顺利。',
  }),
  at(20, { kind: 'buys', person: 'buyer-22', groupId: 'g-essay-circle' }),
  at(2, { kind: 'buys', person: 'buyer-23', groupId: 'g-essay-circle' }),
  at(130, { kind: 'buys', person: 'buyer-24', groupId: 'g-first-hike' }),
  at(58, { kind: 'givesUp', person: 'buyer-24', groupId: 'g-clay-weekend' }),
  at(46, { kind: 'buys', person: 'buyer-24', groupId: 'g-portfolio-clinic' }),
  at(28, {
    kind: 'rejects',
    person: 'buyer-24',
    groupId: 'g-portfolio-clinic',
    reason: '这一期只看交互方向的作品，视觉方向下个月开。',
    refundFails: true,
  }),
];

/** Applications before any payment, in every state that lasts. */
const applications: readonly Dated[] = [
  // In, after the owner's word and the payment.
  at(61, {
    kind: 'applies',
    person: 'buyer-21',
    groupId: 'g-young-readers',
    message: '女儿四年级，去年读完了《夏洛的网》中文版，想试试英文的。我每周三晚上都能陪。',
    contact: '微信 juan-reads',
  }),
  at(51, { kind: 'admits', person: 'buyer-21', groupId: 'g-young-readers' }),
  at(45.5, { kind: 'buys', person: 'buyer-21', groupId: 'g-young-readers' }),
  // Approved, with the rest of a day to pay.
  at(14, {
    kind: 'applies',
    person: 'bob',
    groupId: 'g-young-readers',
    message: '儿子五年级，自然拼读学完了，读过两本分级书。想跟着读完整的一本。',
    contact: '微信 abo-1988',
  }),
  at(6, { kind: 'admits', person: 'bob', groupId: 'g-young-readers' }),
  // Waiting for Olivia.
  at(9, {
    kind: 'applies',
    person: 'buyer-22',
    groupId: 'g-young-readers',
    message: '双胞胎三年级，词汇量不大但是爱听故事。先从听开始可以吗？',
  }),
  at(3, {
    kind: 'applies',
    person: 'buyer-23',
    groupId: 'g-young-readers',
    message: '我自己是英语老师，想看看您怎么领读，孩子六年级，可以帮忙做生词卡。',
    contact: '手机尾号 0607，短信就好',
  }),
  // Not for everybody, and nothing was paid.
  at(40, {
    kind: 'applies',
    person: 'buyer-24',
    groupId: 'g-portrait-walk',
    message: '刚买了相机，还没拍过人，想出来练练手。',
  }),
  at(30, {
    kind: 'rejects',
    person: 'buyer-24',
    groupId: 'g-portrait-walk',
    reason: '外拍要当面征得同意，建议先在熟人身上练几次。三个月后再来，我还在。',
  }),
  at(100, {
    kind: 'applies',
    person: 'bob',
    groupId: 'g-portrait-walk',
    message: '平时拍街头，人像拍得少，想学怎么开口。',
  }),
  at(91, { kind: 'withdraws', person: 'bob', groupId: 'g-portrait-walk' }),
  // Nobody answered; and somebody who was approved let the day pass.
  at(80, {
    kind: 'applies',
    person: 'buyer-23',
    groupId: 'g-dog-walks',
    message: '柯基两岁，疫苗齐，晚上八点在世纪公园北门。',
  }),
  at(202, {
    kind: 'applies',
    person: 'buyer-22',
    groupId: 'g-dog-walks',
    message: '金毛一岁半，牵绳没问题，就是见人太热情。',
  }),
  at(193, { kind: 'admits', person: 'buyer-22', groupId: 'g-dog-walks' }),
];

/** All that happened, the oldest first. */
export function history(): readonly Moment[] {
  const byTime = new Map<number, SeedAction[]>();
  for (const { hoursAgo, action } of [...arrivals(), ...particularLives, ...applications]) {
    byTime.set(hoursAgo, [...(byTime.get(hoursAgo) ?? []), action]);
  }
  return [...byTime].map(([hoursAgo, actions]) => ({ hoursAgo, actions })).sort((a, b) => b.hoursAgo - a.hoursAgo);
}
