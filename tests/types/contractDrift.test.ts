/// <reference types="miniprogram-api-typings" />
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Contracts, FunctionName, AnswerOf } from '../../contracts';
import { operations } from '../../cloudfunctions/registry';
import type { Operation } from '../../cloudfunctions/_shared/runtime/operation';
import type { call } from '../../miniprogram/services/call';

/**
 * Code that must not compile. Each `@ts-expect-error` stands before a mistake; if the mistake ever compiles, `npm run typecheck` fails here.
 */
describe('contract drift', () => {
  it('A page, a contract and a function that differ do not compile', () => {
    type Call = typeof call;
    const misspelt = (send: Call) =>
      // @ts-expect-error a function that no contract names
      send('createOrdr', {});
    const renamed = (send: Call) =>
      // @ts-expect-error a field the contract does not have
      send('getOrder', { order: 'x' });
    const priced = (send: Call) =>
      // @ts-expect-error prices are the server's
      send('createOrder', { idempotencyKey: 'x', groupId: 'g', priceFen: 1 });
    const readsUnknown = (answer: AnswerOf<Contracts['getOrder']>) =>
      // @ts-expect-error a field the answer does not have
      typeof (answer.ok && answer.value.price);

    type Missing = Omit<typeof operations, 'getTicket'>;
    // @ts-expect-error an operation is missing
    type Incomplete = Missing extends Record<FunctionName, unknown> ? true : false & { missing: Missing['getTicket'] };
    expectTypeOf<Incomplete>();

    // @ts-expect-error an answer that lacks a field
    const forgetful: Operation<Contracts['login']> = async () => ({ ok: true, value: { nickname: '' } });
    // @ts-expect-error a refusal that the contract does not name
    const inventive: Operation<Contracts['login']> = async () => ({ ok: false, code: 'NoSuchCode', message: '' });
    const handles = (code: Extract<AnswerOf<Contracts['getOrder']>, { ok: false }>['code']): string => {
      switch (code) {
        case 'OrderNotFound':
        case 'InvalidInput':
        case 'NotAllowed':
        case 'Busy':
        case 'TooManyAttempts':
          return code;
        case 'Internal':
          return code;
      }
    };
    const written = [misspelt, renamed, priced, readsUnknown, forgetful, inventive, handles];
    expect(written.every((each) => typeof each === 'function')).toBe(true);
  });

  it('Every contract has its operation', () => {
    expectTypeOf(operations).toExtend<{ readonly [Name in FunctionName]: unknown }>();
  });
});
