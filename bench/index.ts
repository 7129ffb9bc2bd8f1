import { parseArgs } from 'node:util';
import { compareWithBaseline } from './compareWithBaseline';
import { reportCosts } from './reportCosts';

/**
 * `npm run bench` counts the calls of each operation and fails when one is over its budget. With `--baseline` it compares our functions with
 * those of `bench/baseline` instead: how fast each sells, and what each loses when things go wrong. It fails when ours lose anything.
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
