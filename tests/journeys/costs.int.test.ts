import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { budgets, measureOperations, measureUntilRest } from '../../bench/costs';
import { TestStack } from '../testStack';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());

describe('the cost of operations', () => {
  it('Every operation stays within its budget of database and pay calls', async () => {
    const costs = await measureOperations(stack);
    for (const [name, budget] of Object.entries(budgets)) {
      const cost = costs.get(name as keyof typeof budgets);
      expect(cost?.database, `${name}: database calls`).toBeLessThanOrEqual(budget.database);
      expect(cost?.pay, `${name}: pay calls`).toBeLessThanOrEqual(budget.pay);
    }
  });

  it('An order costs at most 11 database calls and 2 pay calls until no effect is left', async () => {
    const cost = await measureUntilRest(stack, 10);
    expect(cost.database).toBeLessThanOrEqual(11);
    expect(cost.pay).toBeLessThanOrEqual(2);
  });

  it('Every read of a collection is served by an index', async () => {
    expect(await stack.unindexedAccesses()).toEqual([]);
  });
});
