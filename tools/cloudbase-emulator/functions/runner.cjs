'use strict';
/**
 * Runs inside a function's own process: `node runner.cjs <entry> <clock offset in ms> <memory limit in MB>`. Loads the bundle unmodified,
 * then runs `exports.main(event, context)` for one invocation after the other as the emulator asks over IPC.
 */
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join, sep } = require('node:path');
const { format } = require('node:util');
const Module = require('node:module');
const lent = require('./lent.json');

const [, , entry, startOffset, memoryMb] = process.argv;
const memoryLimitBytes = Number(memoryMb) * 1024 * 1024;
const LOOK_AT_MEMORY_EVERY_MS = 50;
let offsetMs = Number(startOffset);
const realNow = Date.now;
const RealDate = Date;

/** Only `Date` is shifted: timers keep real time, as the emulator's clock jumps rather than runs fast. */
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

/** The few packages in lent.json are taken from beside the emulator when the function brings none of its own. */
function lendPackages() {
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, ...rest) {
    try {
      return resolve.call(this, request, ...rest);
    } catch (error) {
      const isLent = lent.some((name) => request === name || request.startsWith(`${name}/`));
      if (error.code !== 'MODULE_NOT_FOUND' || !isLent) throw error;
      return require.resolve(request);
    }
  };
}

/** In production nothing lies above the function's folder: a package.json there must not make modules of another kind of its files. */
function seeNothingAbove() {
  const folder = dirname(entry);
  const own = join(folder, 'package.json');
  if (existsSync(own) && JSON.parse(readFileSync(own, 'utf8')).type === 'module') return;
  const loadOther = Module._extensions['.js'];
  Module._extensions['.js'] = (module, file) => {
    const isOwn = file.startsWith(folder + sep) && !file.includes(`${sep}node_modules${sep}`);
    if (isOwn) module._compile(readFileSync(file, 'utf8'), file);
    else loadOther(module, file);
  };
}

const tell = process.send.bind(process);

function captureConsole() {
  for (const level of ['log', 'info', 'warn', 'error', 'debug']) {
    console[level] = (...parts) => void tell({ type: 'log', level, text: format(...parts) });
  }
}

function describe(error) {
  if (error instanceof Error) return error.stack || String(error);
  return typeof error === 'string' ? error : format(error);
}

/** The emulator is gone, or has taken the instance down. */
process.on('disconnect', () => process.exit(0));

/** As in production, an error nobody awaited takes the instance with it. */
process.on('uncaughtException', (error) => {
  tell({ type: 'failed', error: describe(error), fatal: true }, () => process.exit(1));
});

function replaceEnvironment(environment) {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
}

/** Buffers lie outside the heap that Node itself limits. */
function isBeyondMemory() {
  if (process.memoryUsage.rss() <= memoryLimitBytes) return false;
  tell({ type: 'hoarded', usedMb: Math.round(process.memoryUsage.rss() / 1024 / 1024) }, () => process.exit(1));
  return true;
}

/** The old way to answer, which SCF still takes: `main(event, context, callback)`. */
function callBack(main, event, context) {
  return new Promise((resolve, reject) => {
    const returned = main(event, context, (error, result) => (error ? reject(error) : resolve(result)));
    if (typeof returned?.then === 'function') resolve(returned);
  });
}

async function invoke(main, { event, context, environment }) {
  replaceEnvironment(environment);
  const watch = setInterval(isBeyondMemory, LOOK_AT_MEMORY_EVERY_MS);
  try {
    const read = JSON.parse(event);
    const result = await (main.length > 2 ? callBack(main, read, context) : main(read, context));
    if (!isBeyondMemory()) tell({ type: 'done', result: JSON.stringify(result) });
  } catch (error) {
    tell({ type: 'failed', error: describe(error) });
  } finally {
    clearInterval(watch);
  }
}

shiftDate();
captureConsole();
lendPackages();
try {
  seeNothingAbove();
  const { main } = require(entry);
  if (typeof main !== 'function') throw new Error('exports.main is not a function');
  process.on('message', (message) => {
    offsetMs = message.offsetMs;
    if (message.type === 'invoke') void invoke(main, message);
  });
  tell({ type: 'ready' });
} catch (error) {
  tell({ type: 'failed', error: describe(error) }, () => process.exit(1));
}
