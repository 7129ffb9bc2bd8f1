import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FunctionFolders } from './folders';
import { inspectFunctions } from './inspection';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'emulator-inspected-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function write(file: string, text = 'exports.main = () => 1'): void {
  mkdirSync(dirname(join(home, file)), { recursive: true });
  writeFileSync(join(home, file), text);
}

const warnings = (root = 'functions'): readonly string[] =>
  inspectFunctions(new FunctionFolders(join(home, root), false));

describe('a folder of functions', () => {
  it('that production would take as it is says nothing', () => {
    write('functions/plain/index.js');
    write('functions/needy/index.js');
    write('functions/needy/package.json', '{"dependencies": {"wx-server-sdk": "*", "own": "1"}}');
    write('functions/needy/node_modules/own/index.js');
    expect(warnings()).toEqual([]);
  });

  it('may hold fifty functions, and not one more', () => {
    const names = Array.from({ length: 50 }, (_, n) => `f${n}`);
    for (const name of names) write(`functions/${name}/index.js`);
    expect(warnings()).toEqual([]);
    write('functions/another/index.js');
    expect(warnings()).toEqual(['51 functions: the basic plan takes 50 at most']);
  });

  it('that is missing, or empty, is told', () => {
    expect(warnings()).toEqual([expect.stringContaining('there is no folder')]);
    write('functions/shared/paging.js');
    expect(warnings()).toEqual([expect.stringContaining('holds an index.js')]);
  });

  it('with packages above it is warned, for production sees nothing there', () => {
    write('node_modules/above/index.js');
    write('functions/needy/index.js');
    write('functions/needy/package.json', '{"dependencies": {"above": "1"}}');
    expect(warnings()).toEqual([expect.stringContaining('above is found above its folder')]);
  });

  it.each([
    ['a timeout that is none', '{"timeout": 0}', 'timeout: must be between 0 and 900'],
    ['more memory than there is', '{"memorySize": 4096}', 'memorySize: must be between 0 and 3072'],
    ['triggers that are none', '{"triggers": {"type": "timer"}}', 'triggers: '],
    ['a timer of nonsense', '{"triggers": [{"name": "t", "type": "timer", "config": "a b c d e f g"}]}', 'timer t: '],
  ])('says of %s what is wrong', (_name, config, sentence) => {
    write('functions/odd/index.js');
    write('functions/odd/config.json', config);
    expect(warnings()).toEqual([expect.stringContaining(sentence)]);
  });
});
