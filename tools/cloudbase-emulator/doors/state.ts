import * as v from 'valibot';
import { read } from './door';
import type { Door } from './door';
import type { House } from './house';
import { untilIdle } from './time';

/** Processes remember what they cached in module scope; a new state needs new ones unless the caller knows better. */
const keepProcesses = v.optional(v.boolean(), false);

const Named = v.strictObject({ name: v.string(), keepProcesses });
const Reset = v.strictObject({ keepProcesses });

/** A state is only whole when nothing is at work on it. */
const restMs = 30_000;

export function stateDoors(house: House): readonly Door[] {
  const { state, faults, openapi, pay, invoker } = house;
  return [
    {
      method: 'POST',
      path: 'state/save',
      open: async (knock) => {
        const { name } = read(Named, knock);
        await untilIdle(house, restMs);
        state.save(name);
        return { name };
      },
    },
    {
      method: 'POST',
      path: 'state/load',
      open: async (knock) => {
        const asked = read(Named, knock);
        await untilIdle(house, restMs);
        state.load(asked.name);
        if (!asked.keepProcesses) invoker.retireInstances();
        return { name: asked.name };
      },
    },
    {
      method: 'POST',
      path: 'reset',
      open: async (knock) => {
        const asked = read(Reset, knock);
        faults.clear();
        openapi.upcoming.clear();
        pay.upcoming.clear();
        await untilIdle(house, restMs);
        state.reset();
        if (!asked.keepProcesses) invoker.retireInstances();
        return {};
      },
    },
  ];
}
