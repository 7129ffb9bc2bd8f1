'use strict';
/**
 * Runs inside a function's own process: `node runner.cjs <entry> <clock offset in ms> <memory limit in MB> <folder of compiled code, or ''>`.
 * Loads the unmodified bundle, then runs `exports.main(event, context)` for one invocation after the other, as the emulator requests over IPC.
 */
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join, sep } = require('node:path');
const { format } = require('node:util');
const Module = require('node:module');
const { compileWithCache } = require('./cached-loader.cjs');
const sdkFallbackPackages = require('./sdk-fallback.json');

const [, , entry, startOffset, memoryMb, codeFolder] = process.argv;
const memoryLimitBytes = Number(memoryMb) * 1024 * 1024;
const memoryCheckIntervalMs = 50;
let offsetMs = Number(startOffset);
const realNow = Date.now;
const RealDate = Date;

/** Shifts only `Date`. Timers keep real time, because the emulator's clock jumps rather than runs faster. */
function shiftDate() {
  const now = () => realNow() + offsetMs;
  RealDate.now = now;
  const Shifted = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
  });
  RealDate.prototype.constructor = Shifted;
  globalThis.Date = Shifted;
}

/** Resolves the packages of sdk-fallback.json from the emulator when the function brings none of its own. */
function installSdkFallback() {
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, ...rest) {
    try {
      return resolve.call(this, request, ...rest);
    } catch (error) {
      const hasFallback = sdkFallbackPackages.some((name) => request === name || request.startsWith(`${name}/`));
      if (error.code !== 'MODULE_NOT_FOUND' || !hasFallback) throw error;
      return require.resolve(request);
    }
  };
}

/** Keeps the bundle's compiled code for the next process; `null` if there is nothing to keep. */
let keepCode = null;

/** Ignores a package.json above the function's folder when deciding its files' module type: production has nothing there. */
function ignorePackagesAbove() {
  const folder = dirname(entry);
  const own = join(folder, 'package.json');
  if (existsSync(own) && JSON.parse(readFileSync(own, 'utf8')).type === 'module') return;
  const loadOther = Module._extensions['.js'];
  Module._extensions['.js'] = (module, file) => {
    const isOwn = file.startsWith(folder + sep) && !file.includes(`${sep}node_modules${sep}`);
    if (!isOwn) return loadOther(module, file);
    const source = readFileSync(file, 'utf8');
    if (codeFolder === '') module._compile(source, file);
    else keepCode = compileWithCache(module, source, file, codeFolder);
  };
}

const send = process.send.bind(process);

function captureConsole() {
  for (const level of ['log', 'info', 'warn', 'error', 'debug']) {
    console[level] = (...parts) => void send({ type: 'log', level, text: format(...parts) });
  }
}

function describe(error) {
  if (error instanceof Error) return error.stack || String(error);
  return typeof error === 'string' ? error : format(error);
}

/** The emulator has ended, or has given the instance up. */
process.on('disconnect', () => process.exit(0));

/** An uncaught error or rejection ends the instance, as in production. */
process.on('uncaughtException', (error) => {
  send({ type: 'failed', error: describe(error), fatal: true }, () => process.exit(1));
});

function replaceEnvironment(environment) {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
}

/** Also counts buffers, which lie outside the heap that Node limits itself. */
function exceedsMemory() {
  if (process.memoryUsage.rss() <= memoryLimitBytes) return false;
  send({ type: 'hoarded', usedMb: Math.round(process.memoryUsage.rss() / 1024 / 1024) }, () => process.exit(1));
  return true;
}

/** The older signature that SCF still supports: `main(event, context, callback)`. */
function runWithCallback(main, event, context) {
  return new Promise((resolve, reject) => {
    const returned = main(event, context, (error, result) => (error ? reject(error) : resolve(result)));
    if (typeof returned?.then === 'function') resolve(returned);
  });
}

async function invoke(main, { event, context, environment }) {
  replaceEnvironment(environment);
  const memoryCheck = setInterval(exceedsMemory, memoryCheckIntervalMs);
  try {
    const parsed = JSON.parse(event);
    const result = await (main.length > 2 ? runWithCallback(main, parsed, context) : main(parsed, context));
    if (!exceedsMemory()) send({ type: 'done', result: JSON.stringify(result) });
  } catch (error) {
    send({ type: 'failed', error: describe(error) });
  } finally {
    clearInterval(memoryCheck);
    keepCode?.();
    keepCode = null;
  }
}

shiftDate();
captureConsole();
installSdkFallback();
try {
  ignorePackagesAbove();
  const { main } = require(entry);
  if (typeof main !== 'function') throw new Error('exports.main is not a function');
  process.on('message', (message) => {
    offsetMs = message.offsetMs;
    if (message.type === 'invoke') void invoke(main, message);
  });
  send({ type: 'ready' });
} catch (error) {
  send({ type: 'failed', error: describe(error) }, () => process.exit(1));
}
