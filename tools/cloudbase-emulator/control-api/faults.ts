import * as v from 'valibot';
import { failure } from '../openapi/answer';
import type { Services } from '../services';
import { Count, readBody, type Route } from './route';

const NewFault = v.strictObject({
  target: v.picklist(['database', 'pay', 'openapi', 'storage', 'function', 'any']),
  mode: v.picklist(['before', 'after', 'conflict', 'crash', 'slow', 'http500']),
  ms: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(120_000)), 3000),
  when: v.optional(v.picklist(['before', 'after']), 'before'),
  count: Count,
  skip: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  function: v.optional(v.string()),
  action: v.optional(v.string()),
});

const NextOpenApi = v.strictObject({
  api: v.string(),
  errCode: v.pipe(v.number(), v.integer()),
  errMsg: v.optional(v.string(), 'refused by the emulator on request'),
  count: Count,
});

export function faultRoutes({ faults, openapi }: Services): readonly Route[] {
  return [
    {
      method: 'POST',
      path: 'faults',
      handle: (request) => {
        const { function: name, action, ...fault } = readBody(NewFault, request);
        faults.add({
          ...fault,
          ...(name === undefined ? {} : { function: name }),
          ...(action === undefined ? {} : { action }),
        });
        return { faults: faults.pending() };
      },
    },
    { method: 'GET', path: 'faults', handle: () => ({ faults: faults.pending() }) },
    {
      method: 'DELETE',
      path: 'faults',
      handle: () => {
        faults.clear();
        return { faults: [] };
      },
    },
    {
      method: 'POST',
      path: 'openapi/next',
      handle: (request) => {
        const { api, errCode, errMsg, count } = readBody(NextOpenApi, request);
        openapi.queuedAnswers.add(api, failure(errCode, errMsg), count);
        return {};
      },
    },
  ];
}
