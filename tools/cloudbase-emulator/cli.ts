import { parseArgs } from 'node:util';
import { startEmulator } from './emulator';
import { readEmulatorFile, type EmulatorOptions } from './options';

const usage = `usage: cloudbase-emulator --functions DIR [--env demo-…] [--database FILE.json] [--storage FILE.json] [--port N] [--state DIR] [--watch] [--inspect[=PORT]]
       cloudbase-emulator --config emulator.json [any of the above]`;

const defaultEnv = 'demo-local';

/** Flags win over the file. @throws when neither names a folder of functions */
function optionsFrom(argv: readonly string[]): EmulatorOptions {
  const { values } = parseArgs({
    // `parseArgs` has no options with an optional value.
    args: argv.map((argument) => (argument === '--inspect' ? '--inspect=' : argument)),
    options: {
      config: { type: 'string' },
      env: { type: 'string' },
      functions: { type: 'string' },
      database: { type: 'string' },
      storage: { type: 'string' },
      port: { type: 'string' },
      state: { type: 'string' },
      watch: { type: 'boolean' },
      inspect: { type: 'string' },
    },
  });
  const file: Partial<EmulatorOptions> = values.config === undefined ? {} : readEmulatorFile(values.config);
  const env = values.env ?? file.env ?? defaultEnv;
  const functionsDir = values.functions ?? file.functionsDir;
  const database = values.database ?? file.database;
  if (functionsDir === undefined) throw new Error(usage);
  return {
    // A person who runs the command reads stack traces; tests that start the emulator as a library want fast loading.
    sourceMaps: true,
    ...file,
    env,
    functionsDir,
    ...(database === undefined ? {} : { database }),
    ...(values.storage === undefined ? {} : { storage: values.storage }),
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    ...(values.state === undefined ? {} : { stateDir: values.state }),
    ...(values.watch === undefined ? {} : { watch: values.watch }),
    ...(values.inspect === undefined ? {} : { inspect: values.inspect === '' || inspectPort(values.inspect) }),
  };
}

function inspectPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`--inspect: ${text} is not a port`);
  return port;
}

async function start(): Promise<void> {
  const emulator = await startEmulator(optionsFrom(process.argv.slice(2)));
  console.log(`${emulator.url}/_emulator`);
  for (const warning of emulator.warnings()) console.warn(`! ${warning}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void emulator.stop().then(() => process.exit(0)));
  }
}

await start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
