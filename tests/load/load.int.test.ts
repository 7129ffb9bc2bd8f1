import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { root } from '../../ops/build';

/** Short forms of `npm run test:chaos` and `npm run test:load`, run the same way: each exits 1 if anything is wrong. */
async function run(script: string, ...parameters: readonly string[]): Promise<string> {
  const command = ['--import', 'tsx', `tests/load/${script}.ts`, '--built', ...parameters];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root });
  return stdout;
}

describe('chaos and load', () => {
  it('Orders, memberships and ledger agree after function processes and the emulator were killed during purchases', async () => {
    const output = await run('chaos', '--orders', '6', '--kills', '1', '--seed', '7');
    expect(output).toContain('seed 7');
    expect(output).toContain('ledger agree');
  });

  it('As many buyers become members as there are seats, although their updates overlap', async () => {
    const size = ['--buyers', '40', '--seats', '10', '--instances', '6', '--together', '4', '--heldMs', '2000'];
    const output = await run('load', ...size);
    expect(output).toContain('10 may pay, 30 were told why not');
    expect(output).toContain('GroupFull 30');
  });
});
