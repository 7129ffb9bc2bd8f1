import * as v from 'valibot';
import { failed } from '../openapi/answer';
import { Count, read } from './door';
import type { Door } from './door';
import type { House } from './house';

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
  errMsg: v.optional(v.string(), 'refused by the emulator as it was told'),
  count: Count,
});

export function faultDoors({ faults, openapi }: House): readonly Door[] {
  return [
    {
      method: 'POST',
      path: 'faults',
      open: (knock) => {
        const { function: name, action, ...fault } = read(NewFault, knock);
        faults.add({
          ...fault,
          ...(name === undefined ? {} : { function: name }),
          ...(action === undefined ? {} : { action }),
        });
        return { faults: faults.waiting() };
      },
    },
    { method: 'GET', path: 'faults', open: () => ({ faults: faults.waiting() }) },
    {
      method: 'DELETE',
      path: 'faults',
      open: () => {
        faults.clear();
        return { faults: [] };
      },
    },
    {
      method: 'POST',
      path: 'openapi/next',
      open: (knock) => {
        const { api, errCode, errMsg, count } = read(NextOpenApi, knock);
        openapi.upcoming.add(api, failed(errCode, errMsg), count);
        return {};
      },
    },
  ];
}
