import { goTo } from '../../services/navigation';
import type { EntryRow } from './view';

/** A group one is in: a tap opens its ticket, or the order while there is none yet. */
Component({
  properties: {
    row: { type: Object, value: {} as EntryRow },
  },
  methods: {
    open() {
      const { ticket, groupId, orderId } = this.data.row;
      if (ticket) goTo('ticket', { groupId, orderId });
      else goTo('order', { orderId });
    },
  },
});
