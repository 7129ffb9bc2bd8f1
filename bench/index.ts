import { parseArgs } from 'node:util';
import { compareWithBaseline } from './compareWithBaseline';
import { reportCosts } from './reportCosts';

/**
 * `npm run bench` counts the calls of each operation and fails if one exceeds its budget. With `--baseline` it compares our functions with
 * those of `bench/baseline` instead: the speed of each, and its losses when things go wrong. It fails if ours lose anything.
 */
const { values } = parseArgs({
  options: {
    baseline: { type: 'boolean', default: false },
    orders: { type: 'string', default: '300' },
    buyers: { type: 'string', default: '8' },
    times: { type: 'string', default: '8' },
  },
});
const { baseline, orders, buyers, times } = values;
const passed = baseline
  ? await compareWithBaseline({ orders: Number(orders), buyers: Number(buyers), times: Number(times) })
  : await reportCosts();
process.exitCode = passed ? 0 : 1;
