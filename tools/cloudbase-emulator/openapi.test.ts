import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { raiseStage } from './fixtures/stage';
import type { Stage } from './fixtures/stage';

const hourMs = 60 * 60 * 1000;
const merchant = '1900000109';

let stage: Stage;
beforeAll(async () => {
  stage = await raiseStage({ messagePush: { wxa_media_check: 'payNotify', text: 'payNotify' }, tradeManaged: true });
});
beforeEach(() => stage.door('POST', 'reset', { keepProcesses: true }));
afterAll(() => stage.end());

type Answer = Record<string, unknown>;

const openapi = (api: string, data: object, as = 'alice'): Promise<Answer> =>
  stage.probe({ op: 'openapi', api, data }, as);
const failedWith = (errCode: number): object => ({ failed: { errCode } });

async function told(): Promise<readonly { readonly event: Answer; readonly wx: Answer }[]> {
  await stage.emulator.idle();
  const { documents } = await stage.door<{ documents: { event: Answer; wx: Answer }[] }>('GET', 'collections/told');
  return documents;
}

describe('an openapi', () => {
  it('is refused when config.json does not list it, or nobody knows it', async () => {
    expect(await openapi('customerServiceMessage.send', {})).toMatchObject(failedWith(-604101));
    expect(await openapi('wxacode.nothing', {})).toMatchObject({ failed: { message: expect.any(String) as string } });
  });

  it('fails as it was told to, and as often', async () => {
    const check = { content: 'x', version: 2, scene: 2, openid: stage.emulator.openidOf('alice') };
    const api = 'security.msgSecCheck';
    await stage.door('POST', 'openapi/next', { api, errCode: -1, errMsg: 'system error' });
    expect(await openapi(api, check)).toMatchObject(failedWith(-1));
    expect(await openapi(api, check)).toMatchObject({ errCode: 0 });
  });

  it('opens a cloudID for its person only', async () => {
    const { cloudID } = await stage.door<{ cloudID: string }>('POST', 'cloudID', { as: 'alice', group: 'readers' });
    expect(await stage.probe({ op: 'openData', data: { list: [cloudID] } })).toMatchObject({
      list: [{ cloudID, data: { chat_type: 3 } }],
    });
    const { list } = await stage.probe<{ list: Answer[] }>({ op: 'openData', data: { list: [cloudID] } }, 'bob');
    expect(list[0]).not.toHaveProperty('data');
  });
});

describe('subscribeMessage.send', () => {
  const message = { touser: 'oNobody', templateId: 'T1', page: 'pages/order', data: { thing1: { value: '读书会' } } };
  const send = (more: object = {}): Promise<Answer> => openapi('subscribeMessage.send', { ...message, ...more });

  it('keeps the messages that would have been sent', async () => {
    const touser = stage.emulator.openidOf('bob');
    expect(await send({ touser })).toMatchObject({ errCode: 0 });
    const { messages } = await stage.door<{ messages: Answer[] }>('GET', 'messages');
    expect(messages).toMatchObject([
      { to: touser, person: 'bob', templateId: 'T1', page: 'pages/order', data: message.data },
    ]);
  });

  it.each([
    ['a thing beyond 20 characters', { data: { thing1: { value: '群'.repeat(21) } } }, 47003],
    ['an empty value', { data: { thing1: { value: '' } } }, 47003],
    ['an amount that is none', { data: { amount2: { value: 'nine' } } }, 47003],
    ['a phrase that is not Chinese', { data: { phrase3: { value: 'paid' } } }, 47003],
    ['a keyword without its value', { data: { thing1: '读书会' } }, 47003],
    ['no template', { templateId: '' }, 40037],
    ['a page with a slash before it', { page: '/pages/order' }, 41030],
  ])('refuses %s', async (_name, more, errCode) => {
    expect(await send(more)).toMatchObject(failedWith(errCode));
    expect(await stage.door('GET', 'messages')).toEqual({ messages: [] });
  });

  it('where they are counted, takes one message for one acceptance', async () => {
    const counted = await raiseStage({ subscriptions: 'counted' });
    const sendCounted = (): Promise<Answer> =>
      counted.probe({
        ...{ op: 'openapi', api: 'subscribeMessage.send' },
        data: { ...message, touser: counted.emulator.openidOf('bob') },
      });
    expect(await sendCounted()).toMatchObject(failedWith(43101));
    const accepted = await counted.door('POST', 'messages/accept', { as: 'bob', templateIds: ['T1', 'T2'], count: 2 });
    expect(accepted).toEqual({ left: { T1: 2, T2: 2 } });
    expect([await sendCounted(), await sendCounted(), await sendCounted()]).toMatchObject([
      { errCode: 0 },
      { errCode: 0 },
      failedWith(43101),
    ]);
    await counted.end();
  });
});

describe('content checks', () => {
  const check = (more: object, as = 'alice'): Promise<Answer> =>
    openapi(
      'security.msgSecCheck',
      { content: '一起读书', version: 2, scene: 2, openid: stage.emulator.openidOf('alice'), ...more },
      as,
    );
  const checkMedia = (more: object = {}): Promise<Answer> =>
    openapi('security.mediaCheckAsync', {
      mediaUrl: 'https://example.com/cover.png',
      ...{ mediaType: 2, version: 2, scene: 3, openid: stage.emulator.openidOf('alice'), ...more },
    });

  it('find risky words', async () => {
    expect(await check({})).toMatchObject({ result: { suggest: 'pass', label: 100 } });
    expect(await check({ content: '这里有违规测试二字' })).toMatchObject({ result: { suggest: 'risky' } });
    expect(await check({ nickname: '违规测试' })).toMatchObject({ result: { suggest: 'risky' } });
  });

  it.each([
    ['nothing to check', { content: '' }, 44991],
    ['more than 2,500 characters', { content: '群'.repeat(2501) }, 45002],
    ['an unknown scene', { scene: 5 }, 40129],
    ['version 1', { version: 1 }, 40129],
    ['nobody', { openid: '' }, 40003],
    ['somebody who was never here', { openid: 'oNobody' }, 61010],
  ])('refuse %s', async (_name, more, errCode) => {
    expect(await check(more)).toMatchObject(failedWith(errCode));
  });

  it('take 2,500 characters', async () => {
    expect(await check({ content: '群'.repeat(2500) })).toMatchObject({ errCode: 0 });
  });

  it('want the author to have been here within two hours', async () => {
    await check({});
    await stage.emulator.advance(2 * hourMs - 1000);
    expect(await check({}, 'bob')).toMatchObject({ errCode: 0 });
    await stage.emulator.advance(hourMs);
    expect(await check({}, 'bob')).toMatchObject(failedWith(61010));
  });

  it.each([
    ['pass', 'https://example.com/cover.png'],
    ['risky', `https://example.com/${encodeURI('违规测试')}.png`],
  ])('of pictures are answered later, by a message to the function named for it: %s', async (suggest, mediaUrl) => {
    const { traceId } = await checkMedia({ mediaUrl });
    expect(await told()).toEqual([]);
    await stage.emulator.advance(2000);
    const [one] = await told();
    expect(one?.wx).not.toHaveProperty('OPENID');
    expect(one?.event).toMatchObject({
      MsgType: 'event',
      Event: 'wxa_media_check',
      trace_id: traceId,
      result: { suggest },
      errcode: 0,
    });
    const { pushes } = await stage.door<{ pushes: Answer[] }>('GET', 'pushes');
    expect(pushes).toMatchObject([{ state: 'delivered', function: 'payNotify' }]);
  });

  it.each([
    ['a file of the cloud, not a URL', { mediaUrl: 'cloud://demo/a.png' }, 41005],
    ['an unknown kind of media', { mediaType: 3 }, 40004],
  ])('of pictures refuse %s', async (_name, more, errCode) => {
    expect(await checkMedia(more)).toMatchObject(failedWith(errCode));
  });
});

describe('a pushed message', () => {
  it('goes to the function named for its type', async () => {
    await stage.door('POST', 'pushes', { msgType: 'text', as: 'bob', data: { Content: '在吗' } });
    const [one] = await told();
    expect(one?.wx['OPENID']).toBe(stage.emulator.openidOf('bob'));
    expect(one?.event).toMatchObject({
      MsgType: 'text',
      Content: '在吗',
      FromUserName: stage.emulator.openidOf('bob'),
    });
  });

  it('to nobody is kept as unclaimed', async () => {
    await stage.door('POST', 'pushes', { event: 'user_enter_tempsession' });
    await stage.emulator.idle();
    expect(await stage.door('GET', 'pushes')).toMatchObject({ pushes: [{ state: 'unclaimed' }] });
    expect(await told()).toEqual([]);
  });
});

describe('codes', () => {
  it('are drawn', async () => {
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
  ])('are refused for %s', async (_name, data, errCode) => {
    expect(await openapi('wxacode.getUnlimited', data)).toMatchObject(failedWith(errCode));
  });
});

describe('shipping', () => {
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
      payer: { openid: stage.emulator.openidOf('alice') },
      ...more,
    });
  const order = (): Promise<Answer> => stage.probe({ op: 'pay', api: 'unifiedOrder', data: testOrder });
  const confirm = (): Promise<Answer> => stage.door('POST', 'pay/confirm', { outTradeNo: 'order-1' });

  it('is told once, corrected once, and shown by a door', async () => {
    await order();
    const { transactionId } = await confirm();
    expect(await upload()).toMatchObject({ errCode: 0 });
    const byTransaction = { orderKey: { orderNumberType: 2, transactionId } };
    expect(await upload({ ...byTransaction, shippingList: [{ itemDesc: '更正' }] })).toMatchObject({ errCode: 0 });
    expect(await upload()).toMatchObject(failedWith(10060003));
    expect(await stage.door('GET', 'shipping')).toMatchObject({
      shipping: [{ outTradeNo: 'order-1', transactionId, times: 2, info: { shipping_list: [{ item_desc: '更正' }] } }],
    });
  });

  it('is refused for what is unknown, unpaid or somebody else’s', async () => {
    expect(await upload()).toMatchObject(failedWith(10060001));
    await order();
    expect(await upload()).toMatchObject(failedWith(10060004));
    await confirm();
    expect(await upload({ payer: { openid: 'oNobody' } })).toMatchObject(failedWith(10060031));
    expect(await upload({ shippingList: [{}] })).toMatchObject(failedWith(10060008));
    expect(await upload({ logisticsType: 9 })).toMatchObject(failedWith(10060005));
    expect(await upload({ uploadTime: '2026-01-01' })).toMatchObject(failedWith(10060014));
    expect(await stage.door('GET', 'shipping')).toEqual({ shipping: [] });
  });

  it('is asked for as the emulator was told', async () => {
    expect(await openapi('wxa.sec.order.isTradeManaged', {})).toMatchObject({ errCode: 0, isTradeManaged: true });
  });
});
