import { parseArgs } from 'node:util';
import { compareWays } from './baseline';
import { countCosts } from './counting';

/**
 * `npm run bench`: counts what each operation costs; fails when one is over its budget. With `--baseline` instead: how fast our
 * functions and those of `bench/baseline` sell, and what each loses when things go wrong; fails when ours lose anything.
 */
const { values } = parseArgs({
  options: {
    baseline: { type: 'boolean', default: false },
    orders: { type: 'string', default: '300' },
    buyers: { type: 'string', default: '8' },
    times: { type: 'string', default: '8' },
  },
});
const fine = values.baseline
  ? await compareWays(Number(values.orders), Number(values.buyers), Number(values.times))
  : await countCosts();
process.exitCode = fine ? 0 : 1;
