import pMap from 'p-map';
import type { TestStack } from '../tests/testStack';
import type { Implementation } from './implementations';

export interface Load {
  readonly orders: number;
  /** The number of people who buy at the same time. */
  readonly buyers: number;
}

/** Measures the orders that are created, paid and notified per second when nothing goes wrong. */
export async function measureThroughput(
  stack: TestStack,
  implementation: Implementation,
  { orders, buyers }: Load,
): Promise<number> {
  const groupId = await implementation.createGroup(2 * orders);
  const buy = async (person: string): Promise<void> => {
    const orderId = await implementation.createOrder(groupId, person);
    if (orderId !== null) await stack.control('POST', 'pay/confirm', { outTradeNo: orderId });
  };
  // Starts the processes and warms up the compiler.
  await Promise.all(Array.from({ length: 2 * buyers }, (_, index) => buy(`warm-up-${index}`)));
  await stack.idle();
  const people = Array.from({ length: orders }, (_, index) => `buyer-${index}`);
  const startedAt = performance.now();
  await pMap(people, buy, { concurrency: buyers });
  await stack.idle();
  return orders / ((performance.now() - startedAt) / 1000);
}
