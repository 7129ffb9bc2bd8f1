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

describe('inspectFunctions', () => {
  it('inspectFunctions reports nothing about functions that production would accept', () => {
    write('functions/plain/index.js');
    write('functions/needy/index.js');
    write('functions/needy/package.json', '{"dependencies": {"wx-server-sdk": "*", "own": "1"}}');
    write('functions/needy/node_modules/own/index.js');
    expect(warnings()).toEqual([]);
  });

  it('inspectFunctions reports more than fifty functions', () => {
    const names = Array.from({ length: 50 }, (_, n) => `f${n}`);
    for (const name of names) write(`functions/${name}/index.js`);
    expect(warnings()).toEqual([]);
    write('functions/another/index.js');
    expect(warnings()).toEqual(['51 functions: the basic plan allows at most 50']);
  });

  it('inspectFunctions reports a missing or empty folder', () => {
    expect(warnings()).toEqual([expect.stringContaining('there is no folder')]);
    write('functions/shared/paging.js');
    expect(warnings()).toEqual([expect.stringContaining('contains an index.js')]);
  });

  it('inspectFunctions reports packages that are only installed above the function’s folder', () => {
    write('node_modules/above/index.js');
    write('functions/needy/index.js');
    write('functions/needy/package.json', '{"dependencies": {"above": "1"}}');
    expect(warnings()).toEqual([expect.stringContaining('above is installed above its folder')]);
  });

  it.each([
    ['an invalid timeout', '{"timeout": 0}', 'timeout: must be between 0 and 900'],
    ['too much memory', '{"memorySize": 4096}', 'memorySize: must be between 0 and 3072'],
    ['invalid triggers', '{"triggers": {"type": "timer"}}', 'triggers: '],
    ['an invalid timer', '{"triggers": [{"name": "t", "type": "timer", "config": "a b c d e f g"}]}', 'timer t: '],
  ])('inspectFunctions explains %s in config.json', (_name, config, sentence) => {
    write('functions/odd/index.js');
    write('functions/odd/config.json', config);
    expect(warnings()).toEqual([expect.stringContaining(sentence)]);
  });
});
