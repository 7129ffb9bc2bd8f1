import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { createPreview } from './index';

const { values } = parseArgs({
  options: {
    miniprogram: { type: 'string' },
    port: { type: 'string', default: '8788' },
    emulator: { type: 'string' },
    people: { type: 'string', default: 'alice,bob' },
  },
});

if (values.miniprogram === undefined) {
  process.stderr.write(
    'usage: miniprogram-preview --miniprogram DIR [--port 8788] [--emulator http://127.0.0.1:8787] [--people alice,bob]\n',
  );
  process.exit(2);
}

const preview = createPreview({
  miniprogramDir: values.miniprogram,
  people: values.people.split(','),
  watch: true,
  emulatorUrl: values.emulator ?? false,
});

const warnings = await preview
  .rebuild()
  .catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
for (const warning of warnings) process.stderr.write(`${warning}\n`);

const server = createServer((request, response) => {
  preview.handle(request, response).then(
    (handled) => {
      if (!handled) response.writeHead(404).end();
    },
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
server.listen(Number(values.port), '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${values.port}/\n`));
