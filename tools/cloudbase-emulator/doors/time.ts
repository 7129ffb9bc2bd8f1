import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { read } from './door';
import type { Door, DoorAnswer } from './door';
import type { House } from './house';

const Milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const ClockChange = v.union([v.strictObject({ advanceMs: Milliseconds }), v.strictObject({ setMs: Milliseconds })]);
const Idle = v.strictObject({ timeoutMs: v.optional(Milliseconds, 30_000) });

/** Nothing tells when the last of several parts came to rest, so they are asked again and again. */
const askEveryMs = 5;

export function timeDoors(house: House): readonly Door[] {
  const { clock } = house;
  return [
    { method: 'GET', path: 'clock', open: () => ({ nowMs: clock.now() }) },
    { method: 'POST', path: 'clock', open: (knock) => moveClock(house, read(ClockChange, knock)) },
    { method: 'POST', path: 'idle', open: (knock) => untilIdle(house, read(Idle, knock).timeoutMs) },
  ];
}

/** Forward, everything on the way happens; backward, the time is only set. */
async function moveClock(house: House, change: v.InferOutput<typeof ClockChange>): Promise<DoorAnswer> {
  const { clock, agenda, timers } = house;
  const targetMs = 'advanceMs' in change ? clock.now() + change.advanceMs : change.setMs;
  if (targetMs >= clock.now()) await agenda.advanceTo(targetMs);
  else {
    clock.set(targetMs);
    timers.reschedule();
  }
  return { nowMs: clock.now() };
}

/** @throws when there is still something to do after `timeoutMs` */
export async function untilIdle({ invoker, agenda }: House, timeoutMs: number): Promise<DoorAnswer> {
  const until = performance.now() + timeoutMs;
  while (!invoker.quiet || !agenda.quiet) {
    if (performance.now() > until) throw new Error(`not idle after ${timeoutMs} ms`);
    await sleep(askEveryMs);
  }
  return {};
}
