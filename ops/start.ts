import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll, root } from './build';
import { startDevStack } from './devStack';

const { values } = parseArgs({
  options: {
    /** Deletes the kept state and seeds again. */
    reset: { type: 'boolean', default: false },
    /** Skips the build and uses `dist/`. */
    built: { type: 'boolean', default: false },
    /** Function processes start in half the time; their stack traces name lines of the bundle. */
    'no-source-maps': { type: 'boolean', default: false },
    /** Lets a debugger attach to function processes, from this port on. */
    inspect: { type: 'string' },
    /** The folder that keeps all state. */
    state: { type: 'string', default: join(root, '.qunpiao') },
  },
});
const port = Number(process.env['PORT'] ?? 8787);

try {
  const startedAt = performance.now();
  if (!values.built) console.log(`built ${await buildAll()}`);
  console.log('starting; a first start also plays a history for its people, which takes some seconds …');
  const devStack = await startDevStack({
    port,
    stateDir: values.state,
    reset: values.reset,
    preview: true,
    seeded: true,
    timers: true,
    watch: true,
    sourceMaps: !values['no-source-maps'],
    ...(values.inspect === undefined ? {} : { inspect: Number(values.inspect) }),
  });
  console.log(`ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s. Open ${devStack.url}/?as=alice`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void devStack.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  const portInUse = (error as { code?: unknown }).code === 'EADDRINUSE';
  console.error(
    portInUse
      ? `port ${port} is in use, perhaps by another npm start: stop that one, or choose a port with PORT=8788 npm start`
      : error,
  );
  process.exit(1);
}
