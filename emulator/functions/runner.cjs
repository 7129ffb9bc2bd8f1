'use strict';
/**
 * Runs inside a function's own process: `node runner.cjs <entry> <clock offset in ms>`. Loads the bundle unmodified, then runs
 * `exports.main(event, context)` for one invocation after the other as the emulator asks over IPC.
 */
const { format } = require('node:util');

const [, , entry, startOffset] = process.argv;
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

async function invoke(main, { event, context, environment }) {
  replaceEnvironment(environment);
  try {
    const result = await main(JSON.parse(event), context);
    tell({ type: 'done', result: JSON.stringify(result) });
  } catch (error) {
    tell({ type: 'failed', error: describe(error) });
  }
}

shiftDate();
captureConsole();
try {
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
