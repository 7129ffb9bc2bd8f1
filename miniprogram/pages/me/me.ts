import { entryRows, type EntryRow } from '../../components/entry-row/view';
import { call } from '../../services/call';
import { goTo } from '../../services/navigation';
import { maySell } from '../../services/platform';
import { sayingFor, type Saying } from '../../services/sentences';
import { askAgainWhoIAm, whoAmI } from '../../services/session';
import { personView, type PersonView } from './view';

/** More than these stand on a page of their own. */
const shownEntries = 3;

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: Saying | null;
  person: PersonView | null;
  entriesPhase: 'loading' | 'ready' | 'empty' | 'failed';
  entries: EntryRow[];
  placeholderRows: object[][];
  entryPlaceholder: object[][];
}

interface Custom {
  load(fresh: boolean): Promise<void>;
  loadEntries(): Promise<void>;
  reload(): void;
  reloadEntries(): void;
  openProfile(): void;
  openEntries(): void;
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
    person: null,
    entriesPhase: 'loading',
    entries: [],
    placeholderRows: [
      [
        { width: '120rpx', height: '120rpx', type: 'circle' },
        { width: '470rpx', height: '56rpx' },
      ],
    ],
    entryPlaceholder: [
      [
        { width: '88rpx', height: '88rpx', borderRadius: '16rpx' },
        { width: '510rpx', height: '64rpx' },
      ],
    ],
  },

  // Every time: one comes back from paying, from changing one's name, or with a new role.
  onShow() {
    void this.load(this.data.phase !== 'loading');
    void this.loadEntries();
  },

  async load(fresh) {
    const answer = await (fresh ? askAgainWhoIAm() : whoAmI());
    if (answer.ok) {
      this.setData({ phase: 'ready', person: personView(answer.value) });
      return;
    }
    if (this.data.phase !== 'ready') this.setData({ phase: 'failed', failure: sayingFor('login', answer.code) });
  },

  async loadEntries() {
    const answer = await call('listEntries', { filter: 'current' });
    if (!answer.ok) {
      if (this.data.entriesPhase === 'loading') this.setData({ entriesPhase: 'failed' });
      return;
    }
    const rows = entryRows(answer.value.entries, maySell());
    this.setData({
      entriesPhase: rows.length > 0 ? 'ready' : 'empty',
      entries: rows.slice(0, shownEntries),
    });
  },

  reload() {
    this.setData({ phase: 'loading' });
    void this.load(true);
    if (this.data.entriesPhase === 'failed') this.reloadEntries();
  },

  reloadEntries() {
    this.setData({ entriesPhase: 'loading' });
    void this.loadEntries();
  },

  openProfile() {
    goTo('profile', {});
  },

  openEntries() {
    goTo('entries', {});
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
