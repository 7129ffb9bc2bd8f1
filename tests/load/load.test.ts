import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { root } from '../../ops/build';

/** Short forms of `npm run killing` and `npm run rush`, as they are run: each exits 1 where anything is wrong. */
async function run(script: string, ...parameters: readonly string[]): Promise<string> {
  const command = ['--import', 'tsx', `tests/load/${script}.ts`, '--built', ...parameters];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root });
  return stdout;
}

describe('a short form of', () => {
  it('killing: function processes and the emulator die while people buy, and the books agree', async () => {
    const told = await run('killing', '--orders', '6', '--kills', '1', '--seed', '7');
    expect(told).toContain('seed 7');
    expect(told).toContain('ledger agree');
  }, 300_000);

  it('rush: many buyers at few seats, whose updates meet', async () => {
    const told = await run(
      'rush',
      '--buyers',
      '40',
      '--seats',
      '10',
      '--instances',
      '6',
      '--together',
      '4',
      '--heldMs',
      '2000',
    );
    expect(told).toContain('10 may pay, 30 were told why not');
    expect(told).toContain('GroupFull 30');
  }, 300_000);
});
