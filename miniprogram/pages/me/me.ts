import { membershipRows, type MembershipRow } from '../../components/membership-row/view';
import { call } from '../../services/call';
import { goTo } from '../../services/navigation';
import { maySell } from '../../services/salesPolicy';
import { messageFor, type UserMessage } from '../../services/refusalMessages';
import { currentUser, refreshUser } from '../../services/session';
import { userView, type UserView } from './view';

/** All memberships have a page of their own. */
const shownMemberships = 3;

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: UserMessage | null;
  user: UserView | null;
  membershipsPhase: 'loading' | 'ready' | 'empty' | 'failed';
  memberships: MembershipRow[];
  skeleton: object[][];
  membershipSkeleton: object[][];
}

interface Custom {
  load(fresh: boolean): Promise<void>;
  loadMemberships(): Promise<void>;
  reload(): void;
  reloadMemberships(): void;
  openProfile(): void;
  openMemberships(): void;
  openOrders(): void;
  openManage(): void;
  openIssues(): void;
  openPromise(): void;
  openAbout(): void;
}

Page<Data, Custom>({
  data: {
    phase: 'loading',
    failure: null,
    user: null,
    membershipsPhase: 'loading',
    memberships: [],
    skeleton: [
      [
        { width: '120rpx', height: '120rpx', type: 'circle' },
        { width: '470rpx', height: '56rpx' },
      ],
    ],
    membershipSkeleton: [
      [
        { width: '88rpx', height: '88rpx', borderRadius: '16rpx' },
        { width: '510rpx', height: '64rpx' },
      ],
    ],
  },

  // The person may come back from paying, with a new name, or with a new role.
  onShow() {
    void this.load(this.data.phase !== 'loading');
    void this.loadMemberships();
  },

  async load(fresh) {
    const answer = await (fresh ? refreshUser() : currentUser());
    if (answer.ok) {
      this.setData({ phase: 'ready', user: userView(answer.value) });
      return;
    }
    if (this.data.phase !== 'ready') this.setData({ phase: 'failed', failure: messageFor('login', answer.code) });
  },

  async loadMemberships() {
    const answer = await call('listMemberships', { filter: 'current' });
    if (!answer.ok) {
      if (this.data.membershipsPhase === 'loading') this.setData({ membershipsPhase: 'failed' });
      return;
    }
    const rows = membershipRows(answer.value.memberships, maySell());
    this.setData({
      membershipsPhase: rows.length > 0 ? 'ready' : 'empty',
      memberships: rows.slice(0, shownMemberships),
    });
  },

  reload() {
    this.setData({ phase: 'loading' });
    void this.load(true);
    if (this.data.membershipsPhase === 'failed') this.reloadMemberships();
  },

  reloadMemberships() {
    this.setData({ membershipsPhase: 'loading' });
    void this.loadMemberships();
  },

  openProfile() {
    goTo('profile', {});
  },

  openMemberships() {
    goTo('memberships', {});
  },

  openOrders() {
    goTo('orders', {});
  },

  openManage() {
    goTo('manage', {});
  },

  openIssues() {
    goTo('issues', {});
  },

  openPromise() {
    goTo('promise', {});
  },

  openAbout() {
    goTo('about', {});
  },
});
