import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll, root } from './build';
import { startDevStack } from './devStack';

const usage = `npm run call -- <function> '<json>' --as <person> [--source wx_client]`;
const { values, positionals } = parseArgs({
  options: { as: { type: 'string', default: 'alice' }, source: { type: 'string' } },
  allowPositionals: true,
});

/** Where `npm start` listens; where nothing does, a devStack of our own on the same state, for this one call. */
async function withDevStack<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const running = `http://127.0.0.1:${process.env['PORT'] ?? 8787}`;
  const answers = await fetch(`${running}/_emulator`).then(
    (response) => response.ok,
    () => false,
  );
  if (answers) return work(running);
  await buildAll();
  const stateDir = join(root, '.qunpiao');
  const devStack = await startDevStack({ port: 0, stateDir, preview: false, seeded: true, timers: false });
  try {
    return await work(devStack.url);
  } finally {
    await devStack.stop();
  }
}

async function call(url: string, name: string, data: unknown): Promise<boolean> {
  const { as, source } = values;
  const response = await fetch(`${url}/_emulator/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ function: name, data, as, ...(source === undefined ? {} : { source }) }),
  });
  const answer = (await response.json()) as { result?: unknown; error?: unknown };
  console.log(JSON.stringify(answer.result ?? answer.error, null, 2));
  return response.ok && answer.error === undefined;
}

const [name, json = '{}'] = positionals;
if (name === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const data: unknown = JSON.parse(json);
  process.exitCode = (await withDevStack((url) => call(url, name, data))) ? 0 : 1;
}
