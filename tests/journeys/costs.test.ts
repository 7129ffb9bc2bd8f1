import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { budgets, measureOperations, measureUntilRest } from '../../bench/costs';
import { TestStack } from '../testStack';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());

describe('what an operation costs', () => {
  it('stays within its budget of database and pay calls', async () => {
    const costs = await measureOperations(stack);
    for (const [name, budget] of Object.entries(budgets)) {
      const cost = costs.get(name as keyof typeof budgets);
      expect(cost?.database, `${name}: database calls`).toBeLessThanOrEqual(budget.database);
      expect(cost?.pay, `${name}: pay calls`).toBeLessThanOrEqual(budget.pay);
    }
  });

  it('until an order is at rest is at most 11 database and 2 pay calls', async () => {
    const cost = await measureUntilRest(stack, 10);
    expect(cost.database).toBeLessThanOrEqual(11);
    expect(cost.pay).toBeLessThanOrEqual(2);
  });

  it('is served by an index everywhere', async () => {
    expect(await stack.unindexedAccesses()).toEqual([]);
  });
});
