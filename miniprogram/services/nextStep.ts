import { goBack, goTo } from './navigation';
import type { Step } from './sentences';

/** What a page knows about the thing a refusal is about. */
export interface About {
  readonly groupId?: string;
  readonly orderId?: string;
}

/** Does what the button under a saying promises. */
export function takeStep(step: Step, about: About, retry: () => void): void {
  switch (step) {
    case 'retry':
      return retry();
    case 'understood':
      return;
    case 'back':
      return goBack();
    case 'discover':
    case 'orders':
    case 'manage':
    case 'reviews':
      return goTo(step, {});
    case 'order':
      return about.orderId ? goTo('order', { orderId: about.orderId }) : goTo('orders', {});
    case 'ticket':
      return about.groupId ? goTo('ticket', { groupId: about.groupId }) : goTo('orders', {});
    case 'group':
      return about.groupId ? goTo('group', { groupId: about.groupId }) : goTo('discover', {});
  }
}
