'use strict';
/**
 * Runs a function's bundle from code that V8 compiled at an earlier start. Compiling is a third of the cold start of a bundle with its
 * SDK, and the emulator starts hundreds of processes in a run of tests. (Node can do this itself from version 22 on.)
 */
const { createHash } = require('node:crypto');
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const vm = require('node:vm');

/** Smaller files compile sooner than their cache is read. */
const leastBytes = 256 * 1024;
const digestBytes = 32;

const digest = (content) => createHash('sha256').update(content).digest();

/** V8 compares only the length of the source and trusts the code, so an entry begins with a digest of each. */
function readEntry(path, sourceDigest) {
  try {
    const entry = readFileSync(path);
    const code = entry.subarray(2 * digestBytes);
    const isWhole = entry.subarray(0, 2 * digestBytes).equals(Buffer.concat([sourceDigest, digest(code)]));
    return isWhole ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Another process may read or write the same entry at the same moment; a lost entry costs only time. */
function writeEntry(path, sourceDigest, code) {
  try {
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, Buffer.concat([sourceDigest, digest(code), code]), { mode: 0o600 });
    renameSync(unfinished, path);
  } catch {
    // The folder is full or gone.
  }
}

/** A script can't import without Node's experimental flags (types in comments don't count), and a wrapped `#!` line is no comment. */
const canWrap = (source) => !/(?<!@[a-z]+ \{)\bimport\s*\(/.test(source) && !source.startsWith('#!');

/**
 * Compiles and runs a CommonJS module as `module._compile(source, file)` does; `folder` holds one entry per file. Returns a function that keeps
 * the code, or `null` if it comes from the cache or is not worth keeping. V8 compiles a function when it is first called, so the code is best
 * kept after the first invocation.
 */
function compileWithCache(module, source, file, folder) {
  if (source.length < leastBytes || !canWrap(source)) {
    module._compile(source, file);
    return null;
  }
  const path = join(folder, digest(file).toString('hex'));
  const sourceDigest = digest(source);
  const cachedData = readEntry(path, sourceDigest);
  const script = new vm.Script(Module.wrap(source), {
    filename: file,
    // Stack traces count columns without the wrapper.
    columnOffset: -Module.wrapper[0].length,
    cachedData,
  });
  const run = script.runInThisContext();
  run.call(module.exports, module.exports, Module.createRequire(file), module, file, dirname(file));
  const isFromCache = cachedData !== undefined && script.cachedDataRejected !== true;
  return isFromCache ? null : () => writeEntry(path, sourceDigest, script.createCachedData());
}

module.exports = { compileWithCache };
