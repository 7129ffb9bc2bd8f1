import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll, root } from './build';
import { startDevStack } from './devStack';

const { values } = parseArgs({
  options: {
    /** Forget what was kept and begin again. */
    reset: { type: 'boolean', default: false },
    /** Take `dist/` as it is. */
    built: { type: 'boolean', default: false },
    /** Let a debugger attach to functions, from this port on. */
    inspect: { type: 'string' },
    /** Where to keep everything. */
    state: { type: 'string', default: join(root, '.qunpiao') },
  },
});
const port = Number(process.env['PORT'] ?? 8787);

try {
  const began = performance.now();
  if (!values.built) console.log(`Built: ${await buildAll()}`);
  console.log('Starting; a first start also acts a past for its people, which takes some seconds …');
  const devStack = await startDevStack({
    port,
    stateDir: values.state,
    reset: values.reset,
    preview: true,
    seeded: true,
    timers: true,
    watch: true,
    sourceMaps: true,
    ...(values.inspect === undefined ? {} : { inspect: Number(values.inspect) }),
  });
  console.log(`Ready after ${((performance.now() - began) / 1000).toFixed(1)} s. Open ${devStack.url}/?as=alice`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void devStack.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  const taken = (error as { code?: unknown }).code === 'EADDRINUSE';
  console.error(
    taken
      ? `Port ${port} is taken, perhaps by another npm start. Stop that one, or choose: PORT=8788 npm start`
      : error,
  );
  process.exit(1);
}
