import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeCacheFolder } from './code-cache';

interface NodeModule {
  exports: Record<string, unknown>;
}
const require = createRequire(import.meta.url);
const { compileWithCache } = require('./cached-loader.cjs') as {
  compileWithCache: (module: NodeModule, source: string, file: string, folder: string) => (() => void) | null;
};
const { Module } = require('node:module') as { Module: new (id: string) => NodeModule };

let home: string;
let folder: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'code-cache-'));
  folder = codeCacheFolder(home)!;
});
afterEach(() => rmSync(home, { recursive: true }));

/** A bundle that is large enough to be kept. */
const large = (code: string): string => `${code}\n//${'x'.repeat(300_000)}`;

function load(source: string, name = 'index.js'): { exports: Record<string, unknown>; isCompiled: boolean } {
  const file = join(home, name);
  writeFileSync(file, source);
  const module = new Module(file);
  // A function that is kept was compiled in this process.
  const keepCode = compileWithCache(module, source, file, folder);
  keepCode?.();
  return { exports: module.exports, isCompiled: keepCode !== null };
}

describe('compileWithCache', () => {
  it('The second start of a large bundle runs from the cache, with the same exports', () => {
    const source = large(
      'exports.sum = (a, b) => a + b; exports.here = [__filename, __dirname, module.exports === exports];',
    );
    const first = load(source);
    const second = load(source);
    expect([first.isCompiled, second.isCompiled]).toEqual([true, false]);
    for (const { exports } of [first, second]) {
      expect((exports['sum'] as (a: number, b: number) => number)(1, 2)).toBe(3);
      expect(exports['here']).toEqual([join(home, 'index.js'), home, true]);
    }
  });

  it('A bundle that changed but kept its length is compiled anew', () => {
    load(large("exports.said = 'good morning';"));
    const changed = load(large("exports.said = 'good evening';"));
    expect(changed).toEqual({ exports: { said: 'good evening' }, isCompiled: true });
  });

  it.each([
    ['A small file', "exports.said = 'hello';"],
    ['A file that imports later', large("exports.said = 'hello'; exports.later = () => import('node:path');")],
    ['A file that begins with #!', large("#!/usr/bin/env node\nexports.said = 'hello';")],
  ])('%s is compiled as usual, and none of it is kept', (_what, source) => {
    expect(load(source)).toMatchObject({ exports: { said: 'hello' }, isCompiled: false });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['was cut off', (entry: string) => truncateSync(entry, statSync(entry).size - 8)],
    ['was overwritten in part', (entry: string) => writeFileSync(entry, readFileSync(entry).fill(0, 100, 200))],
    ['is not code', (entry: string) => writeFileSync(entry, 'not code')],
  ])('An entry that %s is replaced', (_what, spoil) => {
    const source = large("exports.said = 'hello';");
    load(source);
    const [entry] = readdirSync(folder);
    spoil(join(folder, entry!));
    expect(load(source)).toEqual({ exports: { said: 'hello' }, isCompiled: true });
    expect(load(source).isCompiled).toBe(false);
  });

  it('A bundle requires files beside it as it does without the cache', () => {
    writeFileSync(join(home, 'beside.js'), "exports.name = 'beside';");
    // A type in a comment is no import.
    const source = large("/** @type {import('./beside')} */ exports.beside = require('./beside.js').name;");
    const [first, second] = [load(source), load(source)];
    expect([first.exports['beside'], second.exports['beside']]).toEqual(['beside', 'beside']);
    expect(second.isCompiled).toBe(false);
  });

  it('A stack trace names the same line and column from the cache as without it', () => {
    const source = large("exports.fail = () => { throw new Error('boom'); };");
    const placesOf = ({ exports }: { exports: Record<string, unknown> }): string | undefined => {
      try {
        (exports['fail'] as () => void)();
      } catch (error) {
        return /index\.js:\d+:\d+/.exec((error as Error).stack ?? '')?.[0];
      }
    };
    const column = source.indexOf('new Error') + 1;
    expect([load(source), load(source)].map(placesOf)).toEqual([`index.js:1:${column}`, `index.js:1:${column}`]);
  });

  it('A syntax error names the file', () => {
    expect(() => load(large('exports.main = () => {'))).toThrow(SyntaxError);
  });

  it('A bundle runs although the cache’s folder is gone', () => {
    rmSync(folder, { recursive: true });
    expect(load(large("exports.said = 'hello';"))).toEqual({ exports: { said: 'hello' }, isCompiled: true });
    expect(existsSync(folder)).toBe(false);
  });
});

describe('codeCacheFolder', () => {
  it('The folder belongs to this user alone', () => {
    expect(codeCacheFolder(home)).toBe(folder);
    chmodSync(folder, 0o777);
    expect(codeCacheFolder(home)).toBeNull();
  });

  it('A link in the place of the folder is not followed', () => {
    rmSync(folder, { recursive: true });
    symlinkSync(home, folder);
    expect(codeCacheFolder(home)).toBeNull();
  });

  it('codeCacheFolder returns null if the folder can’t be made', () => {
    writeFileSync(join(home, 'file'), '');
    expect(codeCacheFolder(join(home, 'file'))).toBeNull();
  });
});
