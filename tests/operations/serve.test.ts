import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, refuse, type Operation } from '../../cloudfunctions/_shared/runtime/operation';
import { page, pageStart } from '../../cloudfunctions/_shared/runtime/paging';
import { serve, servePublic, type Platform, type PlatformCall } from '../../cloudfunctions/_shared/runtime/serve';
import { serveCallback, serveTimer } from '../../cloudfunctions/_shared/runtime/serveSystem';
import type { Ports, Store } from '../../cloudfunctions/_shared/ports';
import { contract } from '../../contracts/contract';
import type { SecurityEvent, SecurityEventKind } from '../../domain/security';
import { clientIp, hash, now } from './documents';
import { OperationStack } from './operationStack';

const echo = contract({
  input: v.strictObject({ words: v.strictObject({ text: v.string() }) }),
  output: v.strictObject({ said: v.string() }),
  errors: ['Unwelcome'],
});

const call = (over: Partial<PlatformCall> = {}): PlatformCall => ({
  openid: 'oAnn',
  origin: 'wx_client',
  clientIp,
  traceId: 'trace-1',
  ...over,
});
const context = { request_id: 'trace-1' };
const platform = (stack: OperationStack, over: Partial<PlatformCall> = {}, checksAnswers = true): Platform => ({
  ports: () => stack.ports,
  call: (given) => call({ ...over, traceId: given === context ? 'trace-1' : 'of another call' }),
  checksAnswers,
});

const logged = vi.spyOn(console, 'error');
beforeEach(() => void logged.mockReset().mockImplementation(() => undefined));
afterEach(() => expect(logged.mock.calls.length).toBeLessThanOrEqual(1));
const failure = (): unknown => JSON.parse(String(logged.mock.calls[0]?.[0]));

describe('serve', () => {
  const says: Operation<typeof echo> = async ({ caller }, { words }) =>
    answer({ said: `${caller.openid} from ${caller.clientIp}: ${words.text}` });
  const served = (operation: Operation<typeof echo> = says, over: Partial<PlatformCall> = {}, checks = true) =>
    serve('echo', echo, operation, platform(new OperationStack(), over, checks));
  const event = { words: { text: 'hello' } };
  const said = { ok: true, value: { said: `oAnn from ${clientIp}: hello` }, nowMs: now.getTime() };

  it.each(['wx_client', 'wx_devtools', 'wx_localdebug'])(
    'serve runs an operation for a person in %s and adds the server’s time',
    async (origin) => {
      expect(await served(says, { origin })(event, context)).toEqual(said);
    },
  );

  it.each([
    ['an unknown person', { openid: null }],
    ['a timer', { origin: 'wx_trigger' }],
    ['WeChat Pay', { origin: 'wx_paycallback' }],
    ['an HTTP call', { origin: 'wx_http' }],
    ['WeChat’s indexing', { origin: 'wx_crawler' }],
    ['local debugging without a person', { origin: 'wx_localdebug', openid: null }],
    ['an unknown origin', { origin: '' }],
  ])('serve refuses a call by %s', async (_who, over) => {
    const operation = vi.fn(says);
    const refusal = { ok: false, code: 'NotAllowed', message: 'The caller may not do this.' };
    expect(await served(operation, over)(event, context)).toEqual(refusal);
    expect(operation).not.toHaveBeenCalled();
  });

  it.each([null, 'oAnn'])(
    'servePublic lets WeChat’s indexing read as nobody, whatever openid it brings (%s)',
    async (openid) => {
      const main = servePublic('echo', echo, says, platform(new OperationStack(), { origin: 'wx_crawler', openid }));
      expect(await main(event, context)).toMatchObject({ ok: true, value: { said: ` from ${clientIp}: hello` } });
    },
  );

  it.each([{ openid: null }, { origin: 'wx_http' }, { origin: 'wx_trigger' }, { origin: 'wx_paycallback' }])(
    'servePublic refuses every other call that serve refuses: %o',
    async (over) => {
      const operation = vi.fn(says);
      const main = servePublic('echo', echo, operation, platform(new OperationStack(), over));
      expect(await main(event, context)).toMatchObject({ code: 'NotAllowed' });
      expect(operation).not.toHaveBeenCalled();
    },
  );

  it('serve gives an operation ports of its own call, whose log names it', async () => {
    const ports = vi.fn(() => new OperationStack().ports);
    await serve('echo', echo, says, { ...platform(new OperationStack()), ports })(event, context);
    expect(ports).toHaveBeenCalledWith(expect.objectContaining({ traceId: 'trace-1' }));
  });

  it('serve removes the fields that the platform adds to an event', async () => {
    const added = { userInfo: { openId: 'oEve' }, tcbContext: {} };
    expect(await served()({ ...event, ...added }, context)).toEqual(said);
  });

  it.each([
    ['an unknown field', { ...event, more: 1 }, 'more: strict_object expected'],
    ['a missing field', {}, 'words: strict_object expected'],
    ['a wrong type deep inside', { words: { text: 1 } }, 'words.text: string expected'],
    ['an array', [event], 'words: strict_object expected'],
    ['a string', 'hello', 'strict_object expected'],
    ['an absent event', undefined, 'words: strict_object expected'],
    ['null', null, 'words: strict_object expected'],
    ['a field with a very long name', { ...event, ['x'.repeat(99)]: 1 }, `${'x'.repeat(60)}: strict_object expected`],
  ])('serve refuses %s without repeating the input', async (_what, sent, message) => {
    expect(await served()(sent, context)).toEqual({ ok: false, code: 'InvalidInput', message });
    expect(logged).not.toHaveBeenCalled();
  });

  it('serve passes a refusal on unchanged', async () => {
    const refusal = refuse('Unwelcome');
    expect(refusal).toEqual({ ok: false, code: 'Unwelcome', message: 'Unwelcome' });
    expect(await served(async () => refusal)(event, context)).toEqual(refusal);
    expect(logged).not.toHaveBeenCalled();
  });

  it('serve reports a bug as Internal with the trace id, and logs it once', async () => {
    const broken: Operation<typeof echo> = async () => {
      throw new Error('no such thing');
    };
    const message = 'Something broke; trace ID trace-1.';
    expect(await served(broken)(event, context)).toEqual({ ok: false, code: 'Internal', message });
    const error = expect.stringMatching(/^Error: no such thing\n.*serve.test.ts/s) as string;
    expect(failure()).toEqual({ failed: 'echo', traceId: 'trace-1', error });
  });

  it.each([
    ['an error without a stack', Object.assign(new Error('bare'), { stack: undefined }), 'bare'],
    ['a thrown string', 'just text', 'just text'],
  ])('serve logs %s', async (_what, thrown, error) => {
    const throwing = vi.fn<Operation<typeof echo>>().mockRejectedValue(thrown);
    await served(throwing)(event, context);
    expect(failure()).toEqual({ failed: 'echo', traceId: 'trace-1', error });
  });

  it.each([
    ['fails in tests', true, { ok: false, code: 'Internal', message: 'Something broke; trace ID trace-1.' }],
    ['is passed on in production', false, { ok: true, value: { said: 1 }, nowMs: now.getTime() }],
  ])('An answer that breaks its contract %s', async (_what, checks, expected) => {
    const liar = (async () => answer({ said: 1 })) as unknown as Operation<typeof echo>;
    expect(await served(liar, {}, checks)(event, context)).toEqual(expected);
  });
});

describe('refuse', () => {
  it.each([
    ['InvalidInput', 'The input does not match the contract.'],
    ['NotAllowed', 'The caller may not do this.'],
    ['Busy', 'A concurrent change got in the way; nothing was done, try again.'],
    ['TooManyAttempts', 'Too many attempts within this hour; the count starts again at the next full hour.'],
    ['Internal', 'An internal error, logged with the trace id.'],
    ['GroupFull', 'GroupFull'],
  ])('refuse explains %s to developers', (code, message) => {
    expect(refuse(code)).toEqual({ ok: false, code, message });
    expect(refuse(code, 'because')).toEqual({ ok: false, code, message: 'because' });
  });
});

const stranger = (kind: SecurityEventKind, name: string, over: Partial<SecurityEvent> = {}): SecurityEvent => ({
  _id: `${kind}:${name}:${hash('stranger\noAnn')}:${Date.parse('2026-11-22T10:00:00Z') / 3_600_000}`,
  kind,
  severity: kind === 'forgedCallback' ? 5 : 6,
  at: now,
  lastAt: now,
  count: 1,
  function: name,
  source: 'wx_client',
  openid: 'oAnn',
  orderId: null,
  detail: '{"outTradeNo":"x"}',
  handledAt: null,
  ...over,
});
const notice = { outTradeNo: 'x' };

describe('serveCallback', () => {
  const callback = (
    stack: OperationStack,
    origin: string,
    receive: (ports: Ports<Store>, event: unknown) => Promise<boolean>,
  ) => serveCallback('payNotify', receive, platform(stack, { origin }));

  it.each([
    [true, 0],
    [false, 1],
  ])('serveCallback tells WeChat Pay whether a notice was received: %s', async (received, errcode) => {
    const receive = vi.fn(async () => received);
    const stack = new OperationStack();
    const answered = await callback(stack, 'wx_paycallback', receive)(notice, context);
    expect(answered).toEqual({ errcode, errmsg: expect.any(String) as string });
    expect(answered.errmsg === '').toBe(received);
    expect(receive).toHaveBeenCalledExactlyOnceWith(expect.anything(), notice);
    expect(stack.documents.securityEvents).toEqual([]);
  }); // oxfmt-ignore

  it('serveCallback requests a notice again after an error, and logs the error once', async () => {
    const broken = async (): Promise<boolean> => Promise.reject(new Error('away'));
    const answered = await callback(new OperationStack(), 'wx_paycallback', broken)(notice, context);
    expect(answered).toEqual({ errcode: 1, errmsg: expect.stringMatching(/./) as string });
    const error = expect.stringContaining('away') as string;
    expect(failure()).toEqual({ failed: 'payNotify', traceId: 'trace-1', error });
  });

  it.each(['wx_client', 'wx_trigger', 'wx_http', ''])('serveCallback refuses and reports a caller from "%s"', async (origin) => {
    const receive = vi.fn(async () => true);
    const stack = new OperationStack();
    expect(await callback(stack, origin, receive)(notice, context)).toEqual({ errcode: 1, errmsg: 'refused' });
    expect(receive).not.toHaveBeenCalled();
    expect(stack.documents.securityEvents).toEqual([stranger('forgedCallback', 'payNotify', { source: origin })]);
  }); // oxfmt-ignore

  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  it.each([
    ['a forged notice without a caller', { openid: null }, notice, { openid: null, detail: '{"outTradeNo":"x"}' }],
    ['a long forged notice', {}, { text: 'x'.repeat(400) }, { detail: `{"text":"${'x'.repeat(291)}` }],
    ['an empty forged notice', {}, undefined, { detail: '' }],
    ['a circular forged notice', {}, circle, { detail: '(not JSON)' }],
  ])('serveCallback keeps a short extract of %s', async (_whose, over, sent, expected) => {
    const stack = new OperationStack();
    await serveCallback('payNotify', async () => true, platform(stack, over))(sent, context);
    const { _id, ...event } = stack.documents.securityEvents[0]!;
    const { _id: usualId, ...usual } = stranger('forgedCallback', 'payNotify', expected);
    expect(event).toEqual(usual);
    expect(_id).toBe('openid' in over ? usualId.replace(hash('stranger\noAnn'), hash('stranger\n')) : usualId);
  });

  it('serveCallback reports a stranger once an hour', async () => {
    const stack = new OperationStack();
    const main = callback(stack, 'wx_client', async () => true);
    stack.nowMs = Date.parse('2026-11-22T10:00:00.000Z');
    await main(notice, context);
    stack.nowMs = Date.parse('2026-11-22T10:59:59.999Z');
    await main(notice, context);
    expect(stack.documents.securityEvents).toHaveLength(1);
    stack.nowMs += 1;
    await main(notice, context);
    expect(stack.documents.securityEvents).toHaveLength(2);
  });
});

describe('serveTimer', () => {
  it('serveTimer runs for the timer and returns the result', async () => {
    const stack = new OperationStack();
    const main = serveTimer('sweep', async (ports) => ports.clock.now(), platform(stack, { origin: 'wx_trigger' }));
    expect(await main({}, context)).toEqual(now);
  });

  it('serveTimer lets an error through to the platform, logged with the trace id', async () => {
    const broken = async (): Promise<never> => Promise.reject(new Error('away'));
    const main = serveTimer('sweep', broken, platform(new OperationStack(), { origin: 'wx_trigger' }));
    await expect(main({}, context)).rejects.toThrow('away');
    expect(failure()).toMatchObject({ failed: 'sweep', traceId: 'trace-1' });
  });

  it.each(['wx_client', 'wx_paycallback', ''])('serveTimer refuses and reports a caller from "%s"', async (origin) => {
    const run = vi.fn(async () => 1);
    const stack = new OperationStack();
    expect(await serveTimer('sweep', run, platform(stack, { origin }))(notice, context)).toEqual({ refused: true });
    expect(run).not.toHaveBeenCalled();
    expect(stack.documents.securityEvents).toEqual([stranger('forgedTimer', 'sweep', { source: origin })]);
  });
});

describe('paging', () => {
  it('A cursor is cut at its first underscore', () => {
    expect(pageStart('17_g_1')).toEqual({ value: 17, id: 'g_1' });
    expect(pageStart(undefined)).toBeNull();
  });

  it.each([
    [[1, 2], [1, 2], null],
    [[1, 2, 3], [1, 2], '2_id2'],
    [[], [], null],
  ])('A page of two is cut from the rows %j', (rows, shown, next) => {
    expect(page(rows, 2, (last) => ({ value: last, id: `id${last}` }))).toEqual({ shown, next });
  });
});
