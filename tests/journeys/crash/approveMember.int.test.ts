import { expect } from 'vitest';
import {
  application,
  byApplication,
  byReview,
  callAgain,
  describeCrashes,
  membershipState,
  orderState,
  waitingMembership,
} from './crashing';

describeCrashes({
  'approveMember (approve)': {
    function: 'approveMember',
    async prepare(stack, person) {
      const groupId = await stack.group(byReview);
      const orderId = await stack.buyAndPay(groupId, person);
      const data = { ...(await waitingMembership(stack, groupId)), decision: 'approve' };
      return {
        act: () => stack.raw('approveMember', data, 'olivia'),
        again: () => callAgain(stack, 'approveMember', data, 'olivia'),
        outcome: async (retried) => {
          expect(await orderState(stack, orderId)).toBe('Paid');
          const end = await membershipState(stack, person, groupId);
          expect(retried ? ['Admitted'] : ['Admitted', 'UnderReview']).toContain(end);
        },
      };
    },
  },
  'approveMember (reject)': {
    function: 'approveMember',
    async prepare(stack, person) {
      const groupId = await stack.group(byReview);
      const orderId = await stack.buyAndPay(groupId, person);
      const data = { ...(await waitingMembership(stack, groupId)), decision: 'reject', reason: '人满' };
      return {
        act: () => stack.raw('approveMember', data, 'olivia'),
        again: () => callAgain(stack, 'approveMember', data, 'olivia'),
        outcome: async (retried) => {
          const end = await membershipState(stack, person, groupId);
          expect(retried ? ['Rejected'] : ['Rejected', 'UnderReview']).toContain(end);
          expect(await orderState(stack, orderId)).toBe(end === 'Rejected' ? 'Refunded' : 'Paid');
        },
      };
    },
  },
  'approveMember (approve an applicant who has not paid)': {
    function: 'approveMember',
    async prepare(stack, person) {
      const groupId = await stack.group(byApplication);
      await stack.callOk('applyToGroup', { groupId, message: application }, person);
      const data = { ...(await waitingMembership(stack, groupId)), decision: 'approve' };
      return {
        act: () => stack.raw('approveMember', data, 'olivia'),
        again: () => callAgain(stack, 'approveMember', data, 'olivia'),
        outcome: async (retried) => {
          const end = await membershipState(stack, person, groupId);
          expect(retried ? ['Approved'] : ['Approved', 'Applied']).toContain(end);
          expect(await stack.document('groups', groupId)).toMatchObject({ seatsLeft: end === 'Approved' ? 0 : 1 });
        },
      };
    },
  },
});
