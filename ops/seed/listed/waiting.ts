import type { Listing } from './listing';

/** Offered, and not yet looked at by an operator; one of them will be returned to its owner (`returnsOne` in `seedActions.ts`). */
export const waitingGroups: readonly Listing[] = [
  {
    id: 'g-balcony-greens',
    owner: 'he',
    name: '阳台种菜互助社',
    intro: '一米阳台，从一盆小葱种到能下锅',
    description:
      '每周三晚上发一次当季播种和浇水提醒，按南北两种阳台分开写。叶子发黄、长虫都可以拍照来问，我当天会回。收获季一起晒一晒，做成一道菜。',
    benefits: ['每周一份当季播种提醒', '拍照问诊，当天回复', '种子与扦插苗互换', '收获季做菜接龙'],
    category: 'food',
    priceFen: 1200,
    admission: 'instant',
    reviewHours: 0,
    capacity: 200,
    listedDaysAgo: 11,
    state: 'PendingReview',
  },
  {
    id: 'g-weekday-stretch',
    owner: 'ma',
    name: '工位拉伸十分钟',
    intro: '工作日下午三点，跟着动一动肩颈',
    description:
      '工作日下午三点，群里发一段十分钟的跟练视频，坐着就能做。每周换一个部位，慢慢来，不追求标准动作。有旧伤的朋友请先问过医生再跟练。',
    benefits: ['工作日每天一段跟练', '每周换一个部位', '打卡满月互相鼓励'],
    category: 'sport',
    priceFen: 990,
    admission: 'payThenReview',
    reviewHours: 24,
    capacity: 100,
    listedDaysAgo: 12,
    state: 'PendingReview',
  },
  {
    id: 'g-night-sky',
    owner: 'su',
    name: '城市里看星星',
    intro: '告诉你今晚抬头能看到什么',
    description:
      '每天傍晚说一句今晚城里能看到什么：哪颗行星在哪个方向，月亮几点升起。每月一次约在近郊，架好望远镜轮流看。云多就改期，不为凑数白跑。',
    benefits: ['每晚一句观星提示', '每月一次近郊观测', '手机拍月亮的参数表', '流星雨提前三天提醒'],
    category: 'photo',
    priceFen: 1900,
    admission: 'instant',
    reviewHours: 0,
    capacity: 80,
    listedDaysAgo: 13,
    state: 'PendingReview',
  },
  {
    id: 'g-old-songs',
    owner: 'tang',
    name: '老歌弹唱夜',
    intro: '周五晚上，一把吉他，唱三首老歌',
    description:
      '每周五晚九点，群里接龙点歌，我弹三首，大家跟着唱。谱子当晚发出来，新手也能按。不录音外传，唱走调也没关系。',
    benefits: ['每周五一场弹唱', '三首歌的简化谱', '点歌接龙'],
    category: 'craft',
    priceFen: 800,
    admission: 'instant',
    reviewHours: 0,
    capacity: 60,
    listedDaysAgo: 10.5,
    state: 'PendingReview',
  },
];
