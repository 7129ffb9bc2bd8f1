import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestEmulator, type TestEmulator } from './fixtures/test-emulator';

const hourMs = 60 * 60 * 1000;
const merchant = '1900000109';

let testEmulator: TestEmulator;
beforeAll(async () => {
  testEmulator = await startTestEmulator({
    messagePush: { wxa_media_check: 'payNotify', text: 'payNotify' },
    tradeManaged: true,
  });
});
beforeEach(() => testEmulator.control('POST', 'reset', { keepProcesses: true }));
afterAll(() => testEmulator.stop());

type Answer = Record<string, unknown>;

const openapi = (api: string, data: object, as = 'alice'): Promise<Answer> =>
  testEmulator.probe({ op: 'openapi', api, data }, as);
const failedWith = (errCode: number): object => ({ failed: { errCode } });

async function received(): Promise<readonly { readonly event: Answer; readonly wx: Answer }[]> {
  await testEmulator.running.idle();
  const { documents } = await testEmulator.control<{ documents: { event: Answer; wx: Answer }[] }>(
    'GET',
    'collections/received',
  );
  return documents;
}

describe('an openapi', () => {
  it('An openapi that config.json does not list, or that does not exist, is refused', async () => {
    expect(await openapi('customerServiceMessage.send', {})).toMatchObject(failedWith(-604101));
    expect(await openapi('wxacode.nothing', {})).toMatchObject({ failed: { message: expect.any(String) as string } });
  });

  it('openapi/next makes the next calls fail with the given error', async () => {
    const check = { content: 'x', version: 2, scene: 2, openid: testEmulator.running.openidOf('alice') };
    const api = 'security.msgSecCheck';
    await testEmulator.control('POST', 'openapi/next', { api, errCode: -1, errMsg: 'system error' });
    expect(await openapi(api, check)).toMatchObject(failedWith(-1));
    expect(await openapi(api, check)).toMatchObject({ errCode: 0 });
  });

  it('getOpenData opens a cloudID for its own person only', async () => {
    const { cloudID } = await testEmulator.control<{ cloudID: string }>('POST', 'cloudID', {
      as: 'alice',
      group: 'readers',
    });
    expect(await testEmulator.probe({ op: 'openData', data: { list: [cloudID] } })).toMatchObject({
      list: [{ cloudID, data: { chat_type: 3 } }],
    });
    const { list } = await testEmulator.probe<{ list: Answer[] }>({ op: 'openData', data: { list: [cloudID] } }, 'bob');
    expect(list[0]).not.toHaveProperty('data');
  });
});

describe('subscribeMessage.send', () => {
  const message = { touser: 'oNobody', templateId: 'T1', page: 'pages/order', data: { thing1: { value: '读书会' } } };
  const send = (more: object = {}): Promise<Answer> => openapi('subscribeMessage.send', { ...message, ...more });

  it('subscribeMessage.send keeps the message in the outbox', async () => {
    const touser = testEmulator.running.openidOf('bob');
    expect(await send({ touser })).toMatchObject({ errCode: 0 });
    const { messages } = await testEmulator.control<{ messages: Answer[] }>('GET', 'messages');
    expect(messages).toMatchObject([
      { to: touser, person: 'bob', templateId: 'T1', page: 'pages/order', data: message.data },
    ]);
  });

  it.each([
    ['a thing beyond 20 characters', { data: { thing1: { value: '群'.repeat(21) } } }, 47003],
    ['an empty value', { data: { thing1: { value: '' } } }, 47003],
    ['an invalid amount', { data: { amount2: { value: 'nine' } } }, 47003],
    ['a phrase that is not Chinese', { data: { phrase3: { value: 'paid' } } }, 47003],
    ['a keyword without its value', { data: { thing1: '读书会' } }, 47003],
    ['no template', { templateId: '' }, 40037],
    ['a page with a slash before it', { page: '/pages/order' }, 41030],
  ])('subscribeMessage.send refuses %s', async (_name, more, errCode) => {
    expect(await send(more)).toMatchObject(failedWith(errCode));
    expect(await testEmulator.control('GET', 'messages')).toEqual({ messages: [] });
  });

  it('With counted subscriptions, one acceptance allows one message', async () => {
    const counted = await startTestEmulator({ subscriptions: 'counted' });
    const sendCounted = (): Promise<Answer> =>
      counted.probe({
        ...{ op: 'openapi', api: 'subscribeMessage.send' },
        data: { ...message, touser: counted.running.openidOf('bob') },
      });
    expect(await sendCounted()).toMatchObject(failedWith(43101));
    const accepted = await counted.control('POST', 'messages/accept', {
      as: 'bob',
      templateIds: ['T1', 'T2'],
      count: 2,
    });
    expect(accepted).toEqual({ left: { T1: 2, T2: 2 } });
    expect([await sendCounted(), await sendCounted(), await sendCounted()]).toMatchObject([
      { errCode: 0 },
      { errCode: 0 },
      failedWith(43101),
    ]);
    await counted.stop();
  });
});

describe('content checks', () => {
  const check = (more: object, as = 'alice'): Promise<Answer> =>
    openapi(
      'security.msgSecCheck',
      { content: '一起读书', version: 2, scene: 2, openid: testEmulator.running.openidOf('alice'), ...more },
      as,
    );
  const checkMedia = (more: object = {}): Promise<Answer> =>
    openapi('security.mediaCheckAsync', {
      mediaUrl: 'https://example.com/cover.png',
      ...{ mediaType: 2, version: 2, scene: 3, openid: testEmulator.running.openidOf('alice'), ...more },
    });

  it('msgSecCheck finds risky words', async () => {
    expect(await check({})).toMatchObject({ result: { suggest: 'pass', label: 100 } });
    expect(await check({ content: '这里有违规测试二字' })).toMatchObject({ result: { suggest: 'risky' } });
    expect(await check({ nickname: '违规测试' })).toMatchObject({ result: { suggest: 'risky' } });
  });

  it.each([
    ['nothing to check', { content: '' }, 44991],
    ['more than 2,500 characters', { content: '群'.repeat(2501) }, 45002],
    ['an unknown scene', { scene: 5 }, 40129],
    ['version 1', { version: 1 }, 40129],
    ['a missing author', { openid: '' }, 40003],
    ['an author who never used the mini-program', { openid: 'oNobody' }, 61010],
  ])('msgSecCheck refuses %s', async (_name, more, errCode) => {
    expect(await check(more)).toMatchObject(failedWith(errCode));
  });

  it('msgSecCheck accepts 2,500 characters', async () => {
    expect(await check({ content: '群'.repeat(2500) })).toMatchObject({ errCode: 0 });
  });

  it('msgSecCheck requires the author to have used the mini-program within two hours', async () => {
    await check({});
    await testEmulator.running.advance(2 * hourMs - 1000);
    expect(await check({}, 'bob')).toMatchObject({ errCode: 0 });
    await testEmulator.running.advance(hourMs);
    expect(await check({}, 'bob')).toMatchObject(failedWith(61010));
  });

  it.each([
    ['pass', 'https://example.com/cover.png'],
    ['risky', `https://example.com/${encodeURI('违规测试')}.png`],
  ])('mediaCheckAsync pushes its result %s to the configured function later', async (suggest, mediaUrl) => {
    const { traceId } = await checkMedia({ mediaUrl });
    expect(await received()).toEqual([]);
    await testEmulator.running.advance(2000);
    const [one] = await received();
    expect(one?.wx).not.toHaveProperty('OPENID');
    expect(one?.event).toMatchObject({
      MsgType: 'event',
      Event: 'wxa_media_check',
      trace_id: traceId,
      result: { suggest },
      errcode: 0,
    });
    const { pushes } = await testEmulator.control<{ pushes: Answer[] }>('GET', 'pushes');
    expect(pushes).toMatchObject([{ state: 'delivered', function: 'payNotify' }]);
  });

  it.each([
    ['a cloud file instead of a URL', { mediaUrl: 'cloud://demo/a.png' }, 41005],
    ['an unknown kind of media', { mediaType: 3 }, 40004],
  ])('mediaCheckAsync refuses %s', async (_name, more, errCode) => {
    expect(await checkMedia(more)).toMatchObject(failedWith(errCode));
  });
});

describe('a pushed message', () => {
  it('A pushed message goes to the function configured for its type', async () => {
    await testEmulator.control('POST', 'pushes', { msgType: 'text', as: 'bob', data: { Content: '在吗' } });
    const [one] = await received();
    expect(one?.wx['OPENID']).toBe(testEmulator.running.openidOf('bob'));
    expect(one?.event).toMatchObject({
      MsgType: 'text',
      Content: '在吗',
      FromUserName: testEmulator.running.openidOf('bob'),
    });
  });

  it('A pushed message without a configured function is unclaimed', async () => {
    await testEmulator.control('POST', 'pushes', { event: 'user_enter_tempsession' });
    await testEmulator.running.idle();
    expect(await testEmulator.control('GET', 'pushes')).toMatchObject({ pushes: [{ state: 'unclaimed' }] });
    expect(await received()).toEqual([]);
  });
});

describe('wxacode', () => {
  it('wxacode.getUnlimited draws a code', async () => {
    const { contentType, buffer } = await openapi('wxacode.getUnlimited', { scene: 'g=1', page: 'pages/group' });
    expect(contentType).toBe('image/png');
    expect(Buffer.from(String(buffer), 'base64').subarray(1, 4).toString()).toBe('PNG');
  });

  it.each([
    ['no scene', { scene: '' }, 40129],
    ['a scene of 33 characters', { scene: 'x'.repeat(33) }, 40129],
    ['a scene with Chinese in it', { scene: '群' }, 40129],
    ['a page with a slash before it', { scene: 'a', page: '/pages/group' }, 41030],
    ['a page with parameters', { scene: 'a', page: 'pages/group?id=1' }, 41030],
  ])('wxacode.getUnlimited refuses %s', async (_name, data, errCode) => {
    expect(await openapi('wxacode.getUnlimited', data)).toMatchObject(failedWith(errCode));
  });
});

describe('uploadShippingInfo', () => {
  const testOrder = {
    ...{ functionName: 'payNotify', envId: 'demo-test', subMchId: merchant, nonceStr: 'n', body: 'entry' },
    ...{ outTradeNo: 'order-1', totalFee: 5, spbillCreateIp: '127.0.0.1', tradeType: 'JSAPI' },
  };
  const upload = (more: object = {}): Promise<Answer> =>
    openapi('wxa.sec.order.uploadShippingInfo', {
      orderKey: { orderNumberType: 1, mchid: merchant, outTradeNo: 'order-1' },
      logisticsType: 3,
      deliveryMode: 1,
      shippingList: [{ itemDesc: '入群资格' }],
      uploadTime: '2026-01-01T12:00:00+08:00',
      payer: { openid: testEmulator.running.openidOf('alice') },
      ...more,
    });
  const order = (): Promise<Answer> => testEmulator.probe({ op: 'pay', api: 'unifiedOrder', data: testOrder });
  const confirm = (): Promise<Answer> => testEmulator.control('POST', 'pay/confirm', { outTradeNo: 'order-1' });

  it('A shipping report can be corrected once and is shown by the control API', async () => {
    await order();
    const { transactionId } = await confirm();
    expect(await upload()).toMatchObject({ errCode: 0 });
    const byTransaction = { orderKey: { orderNumberType: 2, transactionId } };
    expect(await upload({ ...byTransaction, shippingList: [{ itemDesc: '更正' }] })).toMatchObject({ errCode: 0 });
    expect(await upload()).toMatchObject(failedWith(10060003));
    expect(await testEmulator.control('GET', 'shipping')).toMatchObject({
      shipping: [{ outTradeNo: 'order-1', transactionId, times: 2, info: { shipping_list: [{ item_desc: '更正' }] } }],
    });
  });

  it('A shipping report is refused for an unknown or unpaid order, another payer, and invalid fields', async () => {
    expect(await upload()).toMatchObject(failedWith(10060001));
    await order();
    expect(await upload()).toMatchObject(failedWith(10060004));
    await confirm();
    expect(await upload({ payer: { openid: 'oNobody' } })).toMatchObject(failedWith(10060031));
    expect(await upload({ shippingList: [{}] })).toMatchObject(failedWith(10060008));
    expect(await upload({ logisticsType: 9 })).toMatchObject(failedWith(10060005));
    expect(await upload({ uploadTime: '2026-01-01' })).toMatchObject(failedWith(10060014));
    expect(await testEmulator.control('GET', 'shipping')).toEqual({ shipping: [] });
  });

  it('isTradeManaged answers as the emulator is configured', async () => {
    expect(await openapi('wxa.sec.order.isTradeManaged', {})).toMatchObject({ errCode: 0, isTradeManaged: true });
  });
});
