import { goTo } from '../../services/navigation';
import type { MembershipRow } from './view';

/** A person's membership in a group; a tap opens the page that continues it. */
Component({
  properties: {
    row: { type: Object, value: {} as MembershipRow },
  },
  methods: {
    open() {
      const { destination, groupId, orderId } = this.data.row;
      switch (destination) {
        case 'ticket':
          goTo('ticket', { groupId, ...(orderId === '' ? {} : { orderId }) });
          break;
        case 'order':
          goTo('order', { orderId });
          break;
        case 'application':
          goTo('application', { groupId });
          break;
      }
    },
  },
});
