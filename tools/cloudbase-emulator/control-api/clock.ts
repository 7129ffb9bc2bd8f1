import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import type { Services } from '../services';
import { readBody, type Route, type RouteAnswer } from './route';

const Milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const ClockChange = v.union([v.strictObject({ advanceMs: Milliseconds }), v.strictObject({ setMs: Milliseconds })]);
const Idle = v.strictObject({ timeoutMs: v.optional(Milliseconds, 30_000) });

/** No single event marks the moment when the last of several parts becomes idle, so they are polled. */
const pollMs = 5;

export function clockRoutes(services: Services): readonly Route[] {
  const { clock } = services;
  return [
    { method: 'GET', path: 'clock', handle: () => ({ nowMs: clock.now() }) },
    { method: 'POST', path: 'clock', handle: (request) => moveClock(services, readBody(ClockChange, request)) },
    {
      method: 'POST',
      path: 'idle',
      handle: (request) => waitUntilIdle(services, readBody(Idle, request).timeoutMs),
    },
  ];
}

/** Moving forward runs everything that falls due on the way; moving back only sets the time. */
async function moveClock(services: Services, change: v.InferOutput<typeof ClockChange>): Promise<RouteAnswer> {
  const { clock, scheduler, timers } = services;
  const targetMs = 'advanceMs' in change ? clock.now() + change.advanceMs : change.setMs;
  if (targetMs >= clock.now()) await scheduler.advanceTo(targetMs);
  else {
    clock.set(targetMs);
    timers.reschedule();
  }
  return { nowMs: clock.now() };
}

/** @throws when work is left after `timeoutMs` */
export async function waitUntilIdle(
  { invoker, scheduler }: Pick<Services, 'invoker' | 'scheduler'>,
  timeoutMs: number,
): Promise<RouteAnswer> {
  const until = performance.now() + timeoutMs;
  while (!invoker.quiet || !scheduler.quiet) {
    if (performance.now() > until) throw new Error(`not idle after ${timeoutMs} ms`);
    await sleep(pollMs);
  }
  return {};
}
