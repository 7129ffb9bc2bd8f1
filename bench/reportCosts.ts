import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAll, root } from '../ops/build';
import { TestStack } from '../tests/testStack';
import { budgets, measureOperations, measureUntilRest, type Measured } from './costs';

/** Measures the cost of each operation and writes `costs.json`. Returns whether all are within their budgets. */
export async function reportCosts(): Promise<boolean> {
  await buildAll();
  const stack = await TestStack.begin();
  const costs = await measureOperations(stack);
  const unindexed = await stack.unindexedAccesses();
  const untilRest = await measureUntilRest(stack, 20);
  await stack.end();

  const over: string[] = [];
  const rows = [...costs].map(([name, cost]) => {
    const budget: { database: number; pay: number } = budgets[name];
    const within = cost.database <= budget.database && cost.pay <= budget.pay;
    if (!within) over.push(name);
    return {
      operation: name,
      calls: `${cost.database} + ${cost.pay} pay`,
      budget: `${budget.database} + ${budget.pay} pay`,
      examined: cost.documentsExamined,
      collections: cost.collections.join(' '),
      within,
    };
  });
  console.table(rows);
  console.log(
    `one of 20 orders costs ${untilRest.database} database and ${untilRest.pay} pay calls until it is at rest, sweeps included`,
  );
  await writeFile(
    join(root, 'bench/costs.json'),
    `${JSON.stringify({ operations: Object.fromEntries(costs), untilRest }, null, 2)}\n`,
  );

  const missing = (Object.keys(budgets) as Measured[]).filter((name) => !costs.has(name));
  for (const name of over) console.error(`over its budget: ${name}`);
  for (const name of missing) console.error(`not measured: ${name}`);
  for (const access of unindexed) console.error(`no index serves ${access}`);
  return over.length + missing.length + unindexed.length === 0;
}
