import { expect } from 'vitest';
import { application, approvedIn, byApplication, callAgain, describeCrashes, membershipState } from './crashing';

describeCrashes({
  applyToGroup: {
    function: 'applyToGroup',
    async prepare(stack, person) {
      const groupId = await stack.group(byApplication);
      const data = { groupId, message: application };
      return {
        act: () => stack.raw('applyToGroup', data, person),
        again: () => callAgain(stack, 'applyToGroup', data, person),
        outcome: async (retried) => {
          const end = await membershipState(stack, person, groupId);
          expect(retried ? ['Applied'] : ['Applied', null]).toContain(end);
        },
      };
    },
  },
  withdrawApplication: {
    function: 'withdrawApplication',
    async prepare(stack, person) {
      const groupId = await approvedIn(stack, person);
      await stack.buy(groupId, person);
      return {
        act: () => stack.raw('withdrawApplication', { groupId }, person),
        again: () => callAgain(stack, 'withdrawApplication', { groupId }, person),
        outcome: async (retried) => {
          const end = await membershipState(stack, person, groupId);
          expect(retried ? ['Withdrawn'] : ['Withdrawn', 'Approved']).toContain(end);
          expect(await stack.document('groups', groupId)).toMatchObject({ seatsLeft: end === 'Withdrawn' ? 1 : 0 });
        },
      };
    },
  },
});
