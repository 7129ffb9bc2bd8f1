import * as v from 'valibot';
import type { Services } from '../services';
import { waitUntilIdle } from './clock';
import { readBody, type Route } from './route';

/** Processes cache data in module scope, so a new state starts new processes unless the caller opts out. */
const keepProcesses = v.optional(v.boolean(), false);

const Named = v.strictObject({ name: v.string(), keepProcesses });
const Reset = v.strictObject({ keepProcesses });

/** A state is consistent only while nothing runs. */
const idleTimeoutMs = 30_000;

export function stateRoutes(services: Services): readonly Route[] {
  const { state, faults, openapi, pay, invoker } = services;
  return [
    {
      method: 'POST',
      path: 'state/save',
      handle: async (request) => {
        const { name } = readBody(Named, request);
        await waitUntilIdle(services, idleTimeoutMs);
        state.save(name);
        return { name };
      },
    },
    {
      method: 'POST',
      path: 'state/load',
      handle: async (request) => {
        const options = readBody(Named, request);
        await waitUntilIdle(services, idleTimeoutMs);
        state.load(options.name);
        if (!options.keepProcesses) invoker.retireInstances();
        return { name: options.name };
      },
    },
    {
      method: 'POST',
      path: 'reset',
      handle: async (request) => {
        const options = readBody(Reset, request);
        faults.clear();
        openapi.queuedAnswers.clear();
        pay.queuedRefusals.clear();
        await waitUntilIdle(services, idleTimeoutMs);
        state.reset();
        if (!options.keepProcesses) invoker.retireInstances();
        return {};
      },
    },
  ];
}
