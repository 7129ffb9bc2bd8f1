import type { OperatorRole } from '../../domain/user';

export interface Person {
  /** By which the emulator knows them; the openid follows from it. */
  readonly name: string;
  readonly nickname: string;
  readonly operator: OperatorRole | null;
  /** They first came so many days before the seeding. */
  readonly cameDaysAgo: number;
}

export interface Owner extends Person {
  /** The introduction shown beside their groups. */
  readonly intro: string;
}

const owner = (name: string, nickname: string, cameDaysAgo: number, intro: string): Owner => ({
  ...{ name, nickname, cameDaysAgo, intro },
  operator: null,
});

/** The owners of the groups. */
export const owners = {
  olivia: owner('olivia', '林奥莉', 210, '中学英语老师，教书十一年。下班画手帐，周末带人走老街，每条群规都自己写。'),
  chen: owner('owner-chen', '陈远山', 188, '持证户外领队，走熟了杭州周边的山径，出发前一定先自己探一遍路。'),
  he: owner('owner-he', '何小满', 176, '做了八年家庭厨房，写过一本一人食菜谱。相信好好吃饭是最便宜的奢侈。'),
  zhou: owner('owner-zhou', '周以安', 169, '体验设计师，做过六年校招面试官，最爱看有取舍的作品集。'),
  su: owner('owner-su', '苏木', 158, '自由摄影师，胶片拍了十五年，家里的暗房每月开放一次。'),
  wu: owner('owner-wu', '吴岚', 151, '市图书馆少儿部馆员，两个孩子的妈妈，每晚讲故事已经九年没断过。'),
  tang: owner('owner-tang', '唐小鹿', 143, '和一只橘猫、两条柴犬同住，做了五年领养志愿者。'),
  gu: owner('owner-gu', '顾北', 139, '出版社编辑，主持线下读书会四年。读得慢，但每本都读完。'),
  shen: owner('owner-shen', '沈知夏', 120, '手作工作室主理人，相信没有织错的围巾，只有还没拆对的那一行。'),
  zheng: owner('owner-zheng', '老郑', 112, '退休语文老师，土生土长的苏州人，平江路每块石板都认得。'),
  xu: owner('owner-xu', '许诺', 97, '后端工程师，业余写 Python 入门小册，坚持把每个报错讲明白。'),
  ma: owner('owner-ma', '马晓川', 90, '业余跑者，六年二十场全马，更在意大家能不能一直健康地跑下去。'),
} as const satisfies Record<string, Owner>;

export type OwnerName = keyof typeof owners;

/** Those who come to look and to buy, by the names one can be in the preview; `adam` runs the installation. */
const visitors: readonly Person[] = [
  { name: 'alice', nickname: '小爱 Alice', operator: null, cameDaysAgo: 2 },
  { name: 'bob', nickname: '阿博', operator: null, cameDaysAgo: 33 },
  { name: 'adam', nickname: '亚当', operator: 'admin', cameDaysAgo: 240 },
];

const buyerNicknames = [
  '南风知我意',
  '豆沙包',
  '一只慢吞吞的鹿',
  '江小舟',
  'Momo',
  '早睡失败协会',
  '林间有风',
  '老周爱喝茶',
  '桃子汽水',
  '阿树',
  '晴天三十度',
  '方糖两块',
  '北北',
  '木木同学',
  '今天也要吃饱',
  'Kevin 在路上',
  '雨停了去散步',
  '苏打饼干',
  '大橘为重',
  '陆拾光',
  '半夏',
  '会飞的企鹅',
  '姜饼人',
  '四月的海',
] as const;

/** `buyer-1`, `buyer-2`, … */
export const buyers: readonly Person[] = buyerNicknames.map((nickname, index) => ({
  name: `buyer-${index + 1}`,
  nickname,
  operator: null,
  cameDaysAgo: 80 - index * 2,
}));

/** Everybody who is known when the past begins. */
export const everybody: readonly Person[] = [...visitors, ...Object.values(owners), ...buyers];
