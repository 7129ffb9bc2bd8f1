import { chanceOf } from './chance';
import { listings } from './groups';
import { buyers } from './people';

/**
 * What somebody did. `buys` pays at once; `givesUp` cancels before paying; `walksAway` neither pays nor cancels, so the sweep closes it;
 * the owner `admits` or `rejects` who waits for a decision.
 */
export type Deed =
  | { readonly kind: 'buys' | 'givesUp' | 'walksAway' | 'admits'; readonly person: string; readonly groupId: string }
  | {
      readonly kind: 'rejects';
      readonly person: string;
      readonly groupId: string;
      readonly reason: string;
      /** WeChat Pay gives the refund up: an operator has to look at it. */
      readonly refundFails?: true;
    };

/** Deeds of about the same time. */
export interface Moment {
  readonly hoursAgo: number;
  readonly deeds: readonly Deed[];
}

/** Hours ago, a few times a day over the last nine days, the oldest first. */
const moments: readonly number[] = Array.from(
  { length: 24 },
  (_, index) => 10 + (23 - index) * 9 + chanceOf(`moment ${index}`).between(-2, 2),
);

const after = (moment: number): number => moments[moments.indexOf(moment) + 1] ?? moment;

/** How many people came into a group, and up to how many hours ago. */
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
  // Its code has ended a day ago: nobody could come in since.
  { groupId: 'g-chengdu-badminton', people: 4, untilHoursAgo: 36 },
  { groupId: 'g-yarn-club', people: 3 },
  { groupId: 'g-nature-kids', people: 3 },
];

interface Dated {
  readonly hoursAgo: number;
  readonly deed: Deed;
}

const at = (hoursAgo: number, deed: Deed): Dated => ({ hoursAgo, deed });

/** The others have lives of their own below. */
const comers = buyers.slice(0, 20);

/** Those who came in: each at some time, with the owner's word half a day later where the group asks for it. */
function comings(): Dated[] {
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

/** All that happened, the oldest first. */
export function thePast(): readonly Moment[] {
  const byTime = new Map<number, Deed[]>();
  for (const { hoursAgo, deed } of [...comings(), ...particularLives]) {
    byTime.set(hoursAgo, [...(byTime.get(hoursAgo) ?? []), deed]);
  }
  return [...byTime].map(([hoursAgo, deeds]) => ({ hoursAgo, deeds })).sort((a, b) => b.hoursAgo - a.hoursAgo);
}
