import { goBack, goTo } from './navigation';
import type { Step } from './sentences';

/** What a page knows about the thing a refusal is about. */
export interface About {
  readonly groupId?: string;
  readonly orderId?: string;
}

const nothing = (): void => undefined;

const steps: Record<Exclude<Step, 'retry'>, (about: About) => void> = {
  understood: nothing,
  back: () => goBack(),
  discover: () => goTo('discover', {}),
  orders: () => goTo('orders', {}),
  manage: () => goTo('manage', {}),
  order: ({ orderId }) => (orderId ? goTo('order', { orderId }) : goTo('orders', {})),
  ticket: ({ groupId, orderId }) =>
    groupId ? goTo('ticket', { groupId, ...(orderId ? { orderId } : {}) }) : goTo('orders', {}),
  qrs: ({ groupId }) => (groupId ? goTo('qrs', { groupId }) : goTo('manage', {})),
  apply: ({ groupId }) => (groupId ? goTo('apply', { groupId }) : goTo('discover', {})),
  application: ({ groupId }) => (groupId ? goTo('application', { groupId }) : goTo('memberships', {})),
  group: ({ groupId }) => (groupId ? goTo('group', { groupId }) : goTo('discover', {})),
};

/** Does what the button under a saying promises. */
export function takeStep(step: Step, about: About, retry: () => void): void {
  if (step === 'retry') retry();
  else steps[step](about);
}
