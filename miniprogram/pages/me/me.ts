import { goTo } from '../../services/navigation';
import { sayingFor, type Saying } from '../../services/sentences';
import { askAgainWhoIAm, whoAmI } from '../../services/session';
import { personView, type PersonView } from './view';

interface Data {
  phase: 'loading' | 'ready' | 'failed';
  failure: Saying | null;
  person: PersonView | null;
  placeholderRows: object[][];
}

interface Custom {
  load(fresh: boolean): Promise<void>;
  reload(): void;
  openOrders(): void;
  openManage(): void;
  openPromise(): void;
}

Page<Data, Custom>({
  data: {
    phase: 'loading',
    failure: null,
    person: null,
    placeholderRows: [
      [
        { width: '120rpx', height: '120rpx', type: 'circle' },
        { width: '320rpx', height: '56rpx' },
      ],
    ],
  },

  onLoad() {
    void this.load(false);
  },

  onShow() {
    if (this.data.phase !== 'loading') void this.load(true);
  },

  async load(fresh) {
    const answer = await (fresh ? askAgainWhoIAm() : whoAmI());
    if (answer.ok) {
      this.setData({ phase: 'ready', person: personView(answer.value) });
      return;
    }
    if (this.data.phase !== 'ready') this.setData({ phase: 'failed', failure: sayingFor('login', answer.code) });
  },

  reload() {
    this.setData({ phase: 'loading' });
    void this.load(true);
  },

  openOrders() {
    goTo('orders', {});
  },

  openManage() {
    goTo('manage', {});
  },

  openPromise() {
    goTo('promise', {});
  },
});
