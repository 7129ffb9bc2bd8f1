import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { compileWxs } from './wxs';

/** Runs a module as the runtime would, and returns what it exports. */
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

describe('WXS as JavaScript', () => {
  it('requires modules without their suffix', () => {
    expect(run("exports.path = function () { return require('./tools.wxs').path }")['path']?.()).toBe('./tools');
  });

  it('takes a backslash in a pattern as it stands, also one that is doubled already', () => {
    expect(
      run(String.raw`exports.hide = function (s) { return s.replace(getRegExp('\d+', 'g'), '#') }`)['hide']?.('a12'),
    ).toBe('a#');
    expect(
      run(String.raw`exports.hide = function (s) { return s.replace(getRegExp("\\d+", "g"), '#') }`)['hide']?.('a12'),
    ).toBe('a#');
  });

  it('leaves `constructor` to the host, where it is the name of the type', () => {
    expect(compileWxs("x.constructor === 'Array'")).toContain("x.__wxsType === 'Array'");
  });
});
