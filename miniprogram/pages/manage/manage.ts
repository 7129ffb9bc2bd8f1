import { call } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { cardRows } from '../../services/listLooks';
import { loadedHandlers, type LoadedHandlers } from '../../services/loadedPage';
import { goTo } from '../../services/navigation';
import { maySell } from '../../services/platform';
import { sayingFor, type Saying } from '../../services/sentences';
import { myGroupView, type MyGroupView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'empty' | 'failed';
  failure: Saying | null;
  groups: MyGroupView[];
  waiting: number;
  owning: { icon: string; title: string; text: string }[];
  placeholders: number[];
  placeholderRows: typeof cardRows;
}

/** `data-group-id` is missing on the membership to the reviews of all groups. */
type GroupTap = WechatMiniprogram.TouchEvent<object, object, { groupId?: string }>;

interface Custom extends LoadedHandlers {
  load(): Promise<void>;
  openReviews(event: GroupTap): void;
  openDesk(event: GroupTap): void;
  openQrs(event: GroupTap): void;
  openEarnings(): void;
  create(): void;
}

const owning = [
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
    owning,
    placeholders: [1, 2],
    placeholderRows: cardRows,
  },

  ...loadedHandlers,

  onShow() {
    void this.load();
  },

  async load() {
    const answer = await call('listMyGroups', {});
    if (!answer.ok) {
      this.fail(sayingFor('listMyGroups', answer.code));
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

  openDesk({ currentTarget }) {
    const { groupId } = currentTarget.dataset;
    if (groupId !== undefined) goTo('desk', { groupId });
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
