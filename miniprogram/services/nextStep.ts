import { showMessage, type DialogPage } from './dialogs';
import { goBack, goTo } from './navigation';
import type { NextStep, UserMessage } from './refusalMessages';

/** The group and the order that a message is about, as far as its page knows them. */
export interface StepContext {
  readonly groupId?: string;
  readonly orderId?: string;
}

const steps: Record<Exclude<NextStep, 'retry'>, (context: StepContext) => void> = {
  understood: () => undefined,
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

/** Takes the step on the button under a message. */
export function takeStep(step: NextStep, context: StepContext, retry: () => void): void {
  if (step === 'retry') retry();
  else steps[step](context);
}

/** Shows a failure in the page's dialog and takes its next step when the person wants to; `false` when they don't. */
export async function handleFailure(
  page: DialogPage,
  failure: UserMessage,
  context: StepContext,
  retry: () => void,
): Promise<boolean> {
  const accepted = await showMessage(page, failure);
  if (accepted) takeStep(failure.step, context, retry);
  return accepted;
}
