import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll, root } from './build';
import { startStage } from './stage/index';

const { values } = parseArgs({ options: { reset: { type: 'boolean', default: false } } });
const port = Number(process.env['PORT'] ?? 8787);

const began = performance.now();
console.log(`Built: ${await buildAll()}`);
const stage = await startStage({
  port,
  stateDir: join(root, '.qunpiao'),
  reset: values.reset,
  preview: true,
  seeded: true,
  timers: true,
  watch: true,
});
console.log(`Ready after ${((performance.now() - began) / 1000).toFixed(1)} s. Open ${stage.url}/?as=alice`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void stage.stop().then(() => process.exit(0));
  });
}
