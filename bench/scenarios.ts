import type { TestStack } from '../tests/testStack';
import { priceFen, type Implementation } from './implementations';

interface Attempt {
  readonly stack: TestStack;
  readonly implementation: Implementation;
  readonly groupId: string;
  readonly person: string;
  /** Counts the repetitions of a scenario from 0. */
  readonly turn: number;
}

type Scenario = (attempt: Attempt) => Promise<void>;

function order({ implementation, groupId, person }: Attempt): Promise<string | null> {
  return implementation.createOrder(groupId, person);
}

async function pay({ stack }: Attempt, orderId: string | null): Promise<void> {
  if (orderId !== null) await stack.pay(orderId);
}

function scriptOutcome(outcome: string): Scenario {
  return async (attempt) => {
    const orderId = await order(attempt);
    await attempt.stack.scriptOutcome(outcome);
    await pay(attempt, orderId);
  };
}

/** Plans a fault for one of the callback's first four database calls. */
function planFault(mode: 'crash' | 'after' | 'before'): Scenario {
  return async (attempt) => {
    const { stack, implementation, turn } = attempt;
    const orderId = await order(attempt);
    const call = { target: 'database', function: implementation.payNotify, skip: turn % 4 };
    await stack.control('POST', 'faults', { ...call, mode, ...(mode === 'crash' ? { when: 'after' } : {}) });
    await pay(attempt, orderId);
    await stack.control('DELETE', 'faults');
  };
}

/** The scenarios that a buyer can run into, by a name for people. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  'nothing goes wrong': async (attempt) => pay(attempt, await order(attempt)),
  'the notification is lost': scriptOutcome('never'),
  'the notification arrives twice': scriptOutcome('twice'),
  'the notification arrives late': scriptOutcome('late'),
  'WeChat Pay reports another amount': scriptOutcome('wrongAmount'),
  'a callback is forged': async (attempt) => {
    const outTradeNo = await order(attempt);
    const event = { returnCode: 'SUCCESS', resultCode: 'SUCCESS', outTradeNo, totalFee: priceFen };
    await attempt.stack.raw(attempt.implementation.payNotify, event, 'mallory');
  },
  'the process dies in the callback': planFault('crash'),
  'the database’s answer is lost in the callback': planFault('after'),
  'the database does not answer in the callback': planFault('before'),
  'a cancelled order is paid': async (attempt) => {
    const orderId = await order(attempt);
    if (orderId !== null) await attempt.implementation.cancelOrder(orderId, attempt.person);
    await pay(attempt, orderId);
  },
  'one person buys on two phones at once': async (attempt) => {
    const orderIds = await Promise.all([order(attempt), order(attempt)]);
    for (const orderId of new Set(orderIds)) await pay(attempt, orderId);
  },
  'fifteen people buy five seats at once': async (attempt) => {
    const { implementation, person } = attempt;
    const groupId = await implementation.createGroup(5);
    const orderIds = await Promise.all(
      Array.from({ length: 15 }, (_, index) => implementation.createOrder(groupId, `${person}-${index}`)),
    );
    for (const orderId of orderIds) await pay(attempt, orderId);
  },
};
