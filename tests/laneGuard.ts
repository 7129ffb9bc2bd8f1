import { ChildProcess } from 'node:child_process';
import { Server } from 'node:net';

/**
 * Keeps each test in its lane: a unit test opens no port, so it can start neither the emulator nor a page's server; and only an end-to-end
 * test starts a browser.
 */
const [lane = 'unit'] = process.env['TEST_LANE']?.split(':') ?? [];

function refuse(what: string, suffix: string): never {
  throw new Error(`the ${lane} lane ${what}: name this file ${suffix} (tests/README.md)`);
}

if (lane === 'unit') {
  Server.prototype.listen = () => refuse('opens no port', '*.int.test.ts');
}

if (lane === 'unit' || lane === 'integration') {
  const prototype = ChildProcess.prototype as unknown as { spawn(options: { file?: string }): unknown };
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
  const { spawn } = prototype;
  prototype.spawn = function (this: ChildProcess, options) {
    if (/chrom(e|ium)/i.test(options.file ?? '')) refuse('starts no browser', '*.e2e.test.ts');
    return spawn.call(this, options);
  };
}
