import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { createPreview } from './index';

const usage = `usage: miniprogram-preview --miniprogram DIR [--port 8788] [--emulator http://127.0.0.1:8787] [--people alice,bob]

  --miniprogram  folder with app.json, or with a project.config.json that leads to it
  --port         port of the preview; 0 takes a free one
  --emulator     origin of a running cloudbase-emulator, for wx.cloud and wx.requestPayment
  --people       people to choose from, the first one at the start
`;

interface Options {
  miniprogramDir: string;
  port: number;
  emulatorUrl: string | false;
  people: string[];
}

/** Throws a message for the terminal when the arguments make no sense. */
function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      miniprogram: { type: 'string' },
      port: { type: 'string', default: '8788' },
      emulator: { type: 'string' },
      people: { type: 'string', default: 'alice,bob' },
    },
  });
  if (values.miniprogram === undefined) throw new Error('--miniprogram is missing');
  return {
    miniprogramDir: values.miniprogram,
    port: Number(values.port),
    emulatorUrl: values.emulator ?? false,
    people: values.people.split(','),
  };
}

function formatError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function start({ port, ...options }: Options): Promise<void> {
  const preview = createPreview({ ...options, watch: true });
  const warnings = await preview.rebuild().catch((error: unknown) => [formatError(error)]);
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  const server = createServer((request, response) => {
    preview.handle(request, response).then(
      (handled) => {
        if (!handled) response.writeHead(404).end();
      },
      (error: unknown) => response.writeHead(500).end(formatError(error)),
    );
  });
  server.on('error', (error) => fail(formatError(error), 1));
  server.listen(port, '127.0.0.1', () => {
    const { port: actualPort } = server.address() as AddressInfo;
    process.stdout.write(`http://127.0.0.1:${actualPort}/\n`);
  });
}

function fail(message: string, exitCode: number): never {
  process.stderr.write(`${message}\n`);
  process.exit(exitCode);
}

let options: Options;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  fail(`${formatError(error)}\n${usage}`, 2);
}
await start(options).catch((error: unknown) => fail(formatError(error), 1));
