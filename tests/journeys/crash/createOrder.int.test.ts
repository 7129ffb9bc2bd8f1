import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { approvedIn, describeCrashes, membershipState, oneSeat } from './crashing';

describeCrashes({
  createOrder: {
    function: 'createOrder',
    async prepare(stack, person) {
      const groupId = await stack.group(oneSeat);
      const data = { idempotencyKey: randomUUID(), groupId };
      return {
        act: () => stack.raw('createOrder', data, person),
        outcome: async (retried) => {
          if (retried) return;
          // Nobody paid: no seat is lost, and somebody else can have it.
          expect(await stack.document('groups', groupId)).toMatchObject({ seatsLeft: 1, seats: [] });
        },
        again: async () => {
          const answer = await stack.callOk('createOrder', data, person);
          await stack.pay(answer.orderId);
          const order = await stack.callOk('getOrder', { orderId: answer.orderId }, person);
          expect(order).toMatchObject({ membershipState: 'Admitted' });
        },
      };
    },
  },
  'createOrder of an approved applicant': {
    function: 'createOrder',
    async prepare(stack, person) {
      const groupId = await approvedIn(stack, person);
      const data = { idempotencyKey: randomUUID(), groupId };
      return {
        act: () => stack.raw('createOrder', data, person),
        again: async () => {
          const { orderId } = await stack.callOk('createOrder', data, person);
          await stack.pay(orderId);
        },
        outcome: async (retried) => {
          expect(await membershipState(stack, person, groupId)).toBe(retried ? 'Admitted' : 'Approved');
          // The approval keeps its seat, whatever becomes of the order.
          expect(await stack.document('groups', groupId)).toMatchObject({ seatsLeft: 0 });
        },
      };
    },
  },
});
