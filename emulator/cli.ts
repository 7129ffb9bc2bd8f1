import { parseArgs } from 'node:util';
import { startEmulator } from './index.js';
import { readEmulatorFile } from './options.js';
import type { EmulatorOptions } from './options.js';

const USAGE = `usage: emulator [--config emulator.json] [--env demo-…] [--functions DIR] [--database FILE.json] [--port N] [--state DIR] [--watch]`;

/** Flags win over the file. @throws when what is needed is in neither */
function optionsFrom(argv: readonly string[]): EmulatorOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      config: { type: 'string' },
      env: { type: 'string' },
      functions: { type: 'string' },
      database: { type: 'string' },
      port: { type: 'string' },
      state: { type: 'string' },
      watch: { type: 'boolean' },
    },
  });
  const file: Partial<EmulatorOptions> = values.config === undefined ? {} : readEmulatorFile(values.config);
  const env = values.env ?? file.env;
  const functionsDir = values.functions ?? file.functionsDir;
  const database = values.database ?? file.database;
  if (env === undefined || functionsDir === undefined || database === undefined) throw new Error(USAGE);
  return {
    ...file,
    env,
    functionsDir,
    database,
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    ...(values.state === undefined ? {} : { stateDir: values.state }),
    ...(values.watch === undefined ? {} : { watch: values.watch }),
  };
}

const emulator = await startEmulator(optionsFrom(process.argv.slice(2)));
console.log(`${emulator.url}/_emulator`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void emulator.stop().then(() => process.exit(0)));
}
