import { goTo } from '../../services/navigation';
import type { MembershipRow } from './view';

/** A group one is in, applies to or was in: a tap leads on. */
Component({
  properties: {
    row: { type: Object, value: {} as MembershipRow },
  },
  methods: {
    open() {
      const { place, groupId, orderId } = this.data.row;
      if (place === 'ticket') goTo('ticket', { groupId, ...(orderId === '' ? {} : { orderId }) });
      else if (place === 'order') goTo('order', { orderId });
      else goTo('application', { groupId });
    },
  },
});
