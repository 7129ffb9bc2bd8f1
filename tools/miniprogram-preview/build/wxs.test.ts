import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { compileWxs } from './wxs';

/** Runs a module as the runtime would and returns its exports. */
function run(source: string): Record<string, (...values: unknown[]) => unknown> {
  const exports: Record<string, (...values: unknown[]) => unknown> = {};
  const marked: unknown[] = [];
  runInNewContext(compileWxs(source), {
    exports,
    module: { exports },
    require: (path: string) => ({ path }),
    getRegExp: (pattern: string, flags: string) => new RegExp(pattern, flags),
    __markWxs: (all: unknown) => marked.push(all),
  });
  expect(marked).toEqual([exports]);
  return exports;
}

describe('compileWxs', () => {
  it('compileWxs requires modules without their suffix', () => {
    expect(run("exports.path = function () { return require('./tools.wxs').path }")['path']?.()).toBe('./tools');
  });

  it('compileWxs takes a backslash in a pattern literally, doubled or not', () => {
    expect(
      run(String.raw`exports.hide = function (s) { return s.replace(getRegExp('\d+', 'g'), '#') }`)['hide']?.('a12'),
    ).toBe('a#');
    expect(
      run(String.raw`exports.hide = function (s) { return s.replace(getRegExp("\\d+", "g"), '#') }`)['hide']?.('a12'),
    ).toBe('a#');
  });

  it('compileWxs lets the host resolve `constructor` to the name of the type', () => {
    expect(compileWxs("x.constructor === 'Array'")).toContain("x.__wxsType === 'Array'");
  });
});
