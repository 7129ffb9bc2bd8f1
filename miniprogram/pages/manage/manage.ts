import { call } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { cardSkeleton } from '../../services/skeletons';
import { loadedHandlers, type FailureHandlers } from '../../services/loadedPage';
import { goTo } from '../../services/navigation';
import { maySell } from '../../services/salesPolicy';
import { messageFor, type UserMessage } from '../../services/refusalMessages';
import { myGroupView, type MyGroupView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'empty' | 'failed';
  failure: UserMessage | null;
  groups: MyGroupView[];
  waiting: number;
  reasons: { icon: string; title: string; text: string }[];
  skeletonCards: number[];
  skeleton: typeof cardSkeleton;
}

/** The button to the applications of all groups has no `data-group-id`. */
type GroupTap = WechatMiniprogram.TouchEvent<object, object, { groupId?: string }>;

interface Custom extends FailureHandlers {
  load(): Promise<void>;
  openReviews(event: GroupTap): void;
  openDashboard(event: GroupTap): void;
  openQrs(event: GroupTap): void;
  openEarnings(): void;
  create(): void;
}

const reasons = [
  { icon: 'usergroup', title: '谁能进，你来定', text: '即时入群，或由你审核每一份申请；先付后审、先审后付都行。' },
  { icon: 'qrcode', title: '群码到期有提醒', text: '没有有效群码时自动停止加入，不会欠下进不了群的人。' },
  { icon: 'secured', title: '退款不用你操心', text: '拒绝或超时，收过的款自动原路退给申请人。' },
];

Page<Data, Custom>({
  data: {
    phase: 'loading',
    failure: null,
    groups: [],
    waiting: 0,
    reasons,
    skeletonCards: [1, 2],
    skeleton: cardSkeleton,
  },

  ...loadedHandlers,

  onShow() {
    void this.load();
  },

  async load() {
    const answer = await call('listMyGroups', {});
    if (!answer.ok) {
      this.fail(messageFor('listMyGroups', answer.code));
      return;
    }
    const selling = maySell();
    const nowMs = serverNowMs();
    const groups = answer.value.groups.map((group) => myGroupView(group, selling, nowMs));
    const waiting = groups.reduce((sum, group) => sum + group.waitingCount, 0);
    this.setData({ phase: groups.length > 0 ? 'ready' : 'empty', groups, waiting });
  },

  openReviews({ currentTarget }) {
    const { groupId } = currentTarget.dataset;
    goTo('reviews', groupId === undefined ? {} : { groupId });
  },

  openDashboard({ currentTarget }) {
    const { groupId } = currentTarget.dataset;
    if (groupId !== undefined) goTo('dashboard', { groupId });
  },

  openQrs({ currentTarget }) {
    const { groupId } = currentTarget.dataset;
    if (groupId !== undefined) goTo('qrs', { groupId });
  },

  openEarnings() {
    goTo('earnings', {});
  },

  create() {
    goTo('edit', {});
  },
});
