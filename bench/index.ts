import { parseArgs } from 'node:util';
import { compareWithBaseline } from './compareWithBaseline';
import { reportCosts } from './reportCosts';
import { reportPictures } from './reportPictures';

/**
 * `npm run bench` counts the calls of each operation and fails if one exceeds its budget. With `--baseline` it compares our functions with
 * those of `bench/baseline` instead: the speed of each, and its losses when things go wrong. It fails if ours lose anything. With `--pictures`
 * it reads large photographs of a QR, and fails if one takes too long or too much memory.
 */
const { values } = parseArgs({
  options: {
    baseline: { type: 'boolean', default: false },
    pictures: { type: 'boolean', default: false },
    orders: { type: 'string', default: '300' },
    buyers: { type: 'string', default: '8' },
    times: { type: 'string', default: '8' },
  },
});
const { baseline, pictures, orders, buyers, times } = values;

async function run(): Promise<boolean> {
  if (pictures) return reportPictures();
  if (!baseline) return reportCosts();
  return compareWithBaseline({ orders: Number(orders), buyers: Number(buyers), times: Number(times) });
}

const passed = await run();
process.exitCode = passed ? 0 : 1;
