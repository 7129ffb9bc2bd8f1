import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { applied, approved, ok, refusal, toApply, underReview, unpaid, values } from './answers';
import { openBuild } from './built';
import { Phone, type OpenPage } from './phone';

const built = openBuild();

let phone: Phone;
beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue();
  phone = new Phone(built);
  for (const [name, value] of Object.entries(values)) phone.answers.set(name, [ok(value)]);
});
afterEach(() => vi.unstubAllGlobals());

const orderId = 'a'.repeat(32);
const lost = refusal('Offline');

describe('the ticket page', () => {
  const ticket = { groupId: 'g1', groupName: '读书会', ownerName: '阿岩', orderId, membershipState: 'Admitted', qrUrl: 'x', qrExpiresAtMs: 0, noValidQrAtMs: null }; // oxfmt-ignore
  const open = (order = orderId): Promise<OpenPage> =>
    phone.open('pages/ticket/ticket', { groupId: 'g1', orderId: order });

  it('The ticket page asks before it shows the first QR of an order, and only once per order', async () => {
    phone.answers.set('getTicket', [ok(ticket)]);
    const page = await open();
    expect(page.data['phase']).toBe('confirming');
    expect(phone.callsOf('getTicket')).toBe(0);
    await phone.trigger(page, 'agree');
    expect(page.data['phase']).toBe('ready');
    expect((await open()).data['phase']).toBe('ready');
    expect((await open('b'.repeat(32))).data['phase']).toBe('confirming');
  });

  it('The ticket page asks again as long as it has shown no QR', async () => {
    phone.answers.set('getTicket', [
      ok({ ...ticket, qrUrl: null, qrExpiresAtMs: null, noValidQrAtMs: Date.now() + 1e7 }),
    ]);
    const page = await open();
    await phone.trigger(page, 'agree');
    expect(page.data['phase']).toBe('noQr');
    expect((page.data['noQr'] as { text: string }).text).toContain('自动原路退回');
    expect((await open()).data['phase']).toBe('confirming');
  });

  it('The ticket page asks nobody whom another phone has shown the QR', async () => {
    const admitted = { ...underReview, membershipState: 'Admitted', refundUntilMs: Date.now() + 1e9 };
    phone.answers.set('getOrder', [ok({ ...admitted, refundObstacle: 'QrAlreadyShown' })]);
    phone.answers.set('getTicket', [ok(ticket)]);
    expect((await open()).data['phase']).toBe('ready');
    const { order } = (await phone.open('pages/order/order', { orderId })).data;
    expect((order as { actions: string[] }).actions).toEqual(['ticket']);
  });

  it('The ticket page promises no refund whose window is over, and still asks', async () => {
    phone.answers.set('getOrder', [ok({ ...underReview, refundObstacle: 'RefundWindowOver' })]);
    expect((await open()).data).toMatchObject({ phase: 'confirming', refundable: false });
    expect(phone.callsOf('getTicket')).toBe(0);
  });

  it('The ticket page asks before it shows a QR when the server can’t be reached', async () => {
    phone.answers.set('getOrder', [lost]);
    expect((await open()).data).toMatchObject({ phase: 'confirming', refundable: true });
    expect(phone.callsOf('getTicket')).toBe(0);
  });

  it('The order page offers no refund once its QR was shown', async () => {
    const admitted = { ...underReview, membershipState: 'Admitted', refundUntilMs: Date.now() + 1e9 };
    phone.answers.set('getOrder', [ok(admitted)]);
    const actions = async (): Promise<unknown> =>
      ((await phone.open('pages/order/order', { orderId })).data['order'] as { actions: string[] }).actions;
    expect(await actions()).toEqual(['ticket', 'refund']);
    phone.answers.set('getTicket', [ok(ticket)]);
    await phone.trigger(await open(), 'agree');
    expect(await actions()).toEqual(['ticket']);
  });
});

describe('a phone whose clock is wrong', () => {
  it('A countdown follows the server’s time when the phone’s clock is wrong', async () => {
    const fromNow = 90 * 86_400_000;
    const order = { ...unpaid, payUntilMs: Date.now() + fromNow };
    phone.answers.set('getOrder', [{ ...ok(order), nowMs: order.payUntilMs - 600_000 }]);
    const page = await phone.open('pages/result/result', { orderId });
    const { countdown } = page.data['result'] as { countdown: { leftMs: number; format: string } };
    expect(countdown.format).toBe('HH:mm:ss');
    expect(Math.abs(countdown.leftMs - 600_000)).toBeLessThan(5000);
  });
});

describe('applying', () => {
  const typed = (field: string, value: string): object => ({
    currentTarget: { dataset: { field } },
    detail: { value },
  });
  const tapped = (act: string): object => ({ currentTarget: { dataset: { action: act } }, detail: {} });
  const sends = (): Record<string, unknown>[] =>
    phone.calls.filter(({ name }) => name === 'applyToGroup').map(({ data }) => data);
  const inUse = ok({ membershipState: 'Applied', reviewUntilMs: 1, payUntilMs: null });
  const write = async (): Promise<OpenPage> => {
    phone.answers.set('getGroup', [ok(toApply)]);
    return phone.open('pages/apply/apply', { groupId: 'g1' });
  };

  it('An application is sent trimmed and without an empty contact, and opens its own page', async () => {
    phone.answers.set('applyToGroup', [inUse]);
    const page = await write();
    await phone.trigger(page, 'type', typed('message', ' 想读书 '));
    await phone.trigger(page, 'type', typed('contact', '  '));
    await phone.trigger(page, 'send');
    expect(sends()).toEqual([{ groupId: 'g1', message: '想读书' }]);
    expect(phone.opened).toEqual(['/pages/application/application?groupId=g1']);
    await phone.trigger(page, 'onUnload');
    expect(phone.storage.has('application:g1')).toBe(false);
  });

  const reviewedAfterPayment = {
    ...toApply,
    obstacle: null,
    group: { ...toApply.group, admission: 'payThenReview' },
  };
  const writeAndPay = async (): Promise<OpenPage> => {
    phone.answers.set('getGroup', [ok(reviewedAfterPayment)]);
    const page = await phone.open('pages/apply/apply', { groupId: 'g1' });
    await phone.trigger(page, 'type', typed('message', ' 想读书 '));
    await phone.trigger(page, 'send');
    return page;
  };
  const payable = { orderId, payment: { timeStamp: '1', nonceStr: 'n', package: 'p', signType: 'MD5', paySign: 's' }, payUntilMs: 1 } as const; // oxfmt-ignore
  const orders = (): Record<string, unknown>[] =>
    phone.calls.filter(({ name }) => name === 'createOrder').map(({ data }) => data);

  it('An application to an owner who decides after the payment goes with the order, and opens the result', async () => {
    phone.answers.set('createOrder', [ok({ ...payable, priceFen: toApply.group.priceFen })]);
    const page = await writeAndPay();
    expect(page.data['group']).toMatchObject({ paysFirst: true });
    expect(orders()).toMatchObject([{ groupId: 'g1', message: '想读书' }]);
    expect(sends()).toEqual([]);
    expect(phone.opened.at(-1)).toContain('/pages/result/result');
    await phone.trigger(page, 'onUnload');
    expect(phone.storage.has('application:g1')).toBe(false);
  });

  it('An application that WeChat refuses is paid by nobody and stays on the page to be mended', async () => {
    phone.answers.set('createOrder', [refusal('TextRefused')]);
    const page = await writeAndPay();
    expect(page.data['error']).toContain('改一改再提交');
    expect(phone.dialogs.at(-1)?.text).toContain('没有扣款');
    await phone.trigger(page, 'onUnload');
    expect(phone.storage.get('application:g1')).toMatchObject({ message: ' 想读书 ' });
  });

  it('A purchase whose group asks for an application opens the form', async () => {
    phone.answers.set('getGroup', [ok({ ...reviewedAfterPayment, group: { ...toApply.group, admission: 'instant' } })]);
    phone.answers.set('createOrder', [refusal('MessageRequired')]);
    const page = await phone.open('pages/group/group', { groupId: 'g1' });
    await phone.trigger(page, 'tapPrimaryAction');
    expect(phone.dialogs.at(-1)?.text).toContain('没有扣款');
    expect(phone.opened.at(-1)).toBe('/pages/apply/apply?groupId=g1');
  });

  it('An empty application is not sent and shows an error', async () => {
    const page = await write();
    await phone.trigger(page, 'type', typed('message', '  '));
    await phone.trigger(page, 'send');
    expect(sends()).toEqual([]);
    expect(page.data['error']).toMatch(/。$/);
  });

  it('A draft application survives leaving the page and a refusal', async () => {
    phone.answers.set('applyToGroup', [refusal('TextRefused')]);
    const page = await write();
    await phone.trigger(page, 'type', typed('message', '想读书'));
    await phone.trigger(page, 'send');
    await phone.trigger(page, 'type', typed('contact', 'wx-1'));
    await phone.trigger(page, 'onUnload');
    expect((await write()).data['draft']).toEqual({ message: '想读书', contact: 'wx-1' });
  });

  it('The apply page asks for a nickname until there is one', async () => {
    phone.answers.set('login', [ok({ ...values.login, nickname: '' }), ok(values.login)]);
    const page = await write();
    expect(page.data['nameless']).toBe(true);
    await phone.trigger(page, 'onShow');
    expect(page.data['nameless']).toBe(false);
  });

  it('The apply page opens an existing application instead of a form', async () => {
    phone.answers.set('getGroup', [ok(approved)]);
    await phone.open('pages/apply/apply', { groupId: 'g1' });
    expect(phone.opened).toEqual(['/pages/application/application?groupId=g1']);
  });

  it('An approved application is paid from its own page, and the result page follows', async () => {
    phone.answers.set('getGroup', [ok(approved)]);
    phone.answers.set('createOrder', [ok({ orderId, priceFen: 990, payment: {}, payUntilMs: 0 })]);
    const page = await phone.open('pages/application/application', { groupId: 'g1' });
    expect(page.data['application']).toMatchObject({ actions: ['pay', 'giveUp'] });
    await phone.trigger(page, 'tapAction', tapped('pay'));
    expect(phone.opened).toEqual([`/pages/result/result?orderId=${orderId}&paid=yes`]);
  });

  it('Withdrawing an application forgets its pending purchase', async () => {
    phone.storage.set('purchase:g1', { idempotencyKey: 'r1' });
    phone.answers.set('getGroup', [ok(applied)]);
    phone.answers.set('withdrawApplication', [ok({ membershipState: 'Withdrawn' })]);
    const page = await phone.open('pages/application/application', { groupId: 'g1' });
    await phone.trigger(page, 'tapAction', tapped('withdraw'));
    expect(phone.dialogs.at(-1)?.title).toBe('撤回申请？');
    expect(phone.callsOf('withdrawApplication')).toBe(1);
    expect(phone.storage.has('purchase:g1')).toBe(false);
  });
});

describe('creating a group', () => {
  const typed = (field: string, value: string): object => ({
    currentTarget: { dataset: { field } },
    detail: { value },
  });
  const chosen = (value: string): object => ({ currentTarget: { dataset: { value } }, detail: {} });
  const made = ok({ groupId: 'g9', state: 'Draft' });
  const saves = (): Record<string, unknown>[] =>
    phone.calls.filter(({ name }) => name === 'saveGroup').map(({ data }) => data);

  async function filled(): Promise<OpenPage> {
    const page = await phone.open('owner/edit/edit');
    for (const field of ['name', 'intro', 'description', 'ownerIntro'])
      await phone.trigger(page, 'type', typed(field, '诗'));
    await phone.trigger(page, 'type', typed('priceYuan', '6.6'));
    await phone.trigger(page, 'chooseCategory', chosen('reading'));
    await phone.trigger(page, 'typeBenefit', { currentTarget: { dataset: { id: 0 } }, detail: { value: '一首诗' } });
    return page;
  }

  it('A new group is sent with an idempotency key saved on the phone, which is forgotten once the group exists', async () => {
    phone.answers.set('saveGroup', [made]);
    const page = await filled();
    await phone.trigger(page, 'leave', typed('name', ''));
    const kept = phone.storage.get('newGroup') as { idempotencyKey: string };
    await phone.trigger(page, 'save');
    expect(saves()).toMatchObject([{ action: 'create', idempotencyKey: kept.idempotencyKey }]);
    expect(phone.opened).toEqual(['/owner/dashboard/dashboard?groupId=g9']);
    await phone.trigger(page, 'onUnload');
    expect(phone.storage.has('newGroup')).toBe(false);
  });

  it('A new group whose answer was lost is created once and then brought up to date', async () => {
    phone.answers.set('saveGroup', [lost, made]);
    // Confirming the dialog retries.
    await phone.trigger(await filled(), 'save');
    const [first, again, change] = saves();
    expect(again).toMatchObject({ action: 'create', idempotencyKey: first?.['idempotencyKey'] });
    expect(change).toMatchObject({ action: 'change', groupId: 'g9' });
  });

  it('A new group that was refused for its text is not treated as one that may have arrived', async () => {
    phone.answers.set('saveGroup', [refusal('TextRefused'), made]);
    const page = await filled();
    await phone.trigger(page, 'save');
    await phone.trigger(page, 'save');
    expect(saves().map(({ action }) => action)).toEqual(['create', 'create']);
  });

  it('A draft group survives leaving the page', async () => {
    await phone.trigger(await filled(), 'onUnload');
    const page = await phone.open('owner/edit/edit');
    expect(page.data['draft']).toMatchObject({ name: '诗', priceYuan: '6.6', category: 'reading' });
  });

  it('A group with missing fields is not sent', async () => {
    const page = await phone.open('owner/edit/edit');
    await phone.trigger(page, 'save');
    expect(saves()).toEqual([]);
    expect(Object.keys(page.data['errors'] as object)).toContain('name');
  });
});

it('A QR that is sent again after a lost answer is the same file', async () => {
  phone.answers.set('saveGroupQr', [lost, ok({ qrId: 'c2', qrExpiresAtMs: 1 })]);
  const page = await phone.open('owner/qrs/qrs', { groupId: 'g1' });
  await phone.trigger(page, 'chooseImage');
  await phone.trigger(page, 'add');
  const files = phone.calls.filter(({ name }) => name === 'saveGroupQr').map(({ data }) => data['fileId']);
  expect(files).toHaveLength(2);
  expect(new Set(files).size).toBe(1);
  expect(page.data['image']).toBe('');
});

describe('addresses of private files', () => {
  const tapOn = (qrId: string): object => ({ currentTarget: { dataset: { qrId } } });
  const qr = (imageUrl: string) => ({ ...values.getMyGroup.qrs[0], qrId: 'c1', imageUrl });
  const group = (imageUrl: string) => ok({ ...values.getMyGroup, qrs: [qr(imageUrl)] });
  afterEach(() => void vi.useRealTimers());

  it('The page of QRs asks for the address again before it enlarges a QR ten minutes later', async () => {
    vi.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
    phone.answers.set('getMyGroup', [group('first'), group('second')]);
    const page = await phone.open('owner/qrs/qrs', { groupId: 'g1' });
    vi.setSystemTime(Date.now() + 8 * 60_000);
    await phone.trigger(page, 'enlarge', tapOn('c1'));
    vi.setSystemTime(Date.now() + 2 * 60_000);
    await phone.trigger(page, 'enlarge', tapOn('c1'));
    expect(phone.previewed).toEqual(['first', 'second']);
  });

  it('The operator’s page of a group asks for the address again before it enlarges the QR ten minutes later', async () => {
    vi.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
    const [listed] = values.adminGroups.groups;
    const shown = { qrId: 'c1', state: 'Live', expiresAtMs: 1, createdAtMs: 0, isNewcomers: true };
    const groups = (imageUrl: string) =>
      ok({ ...values.adminGroups, groups: [{ ...listed, qrs: [{ ...shown, imageUrl }] }] });
    phone.answers.set('adminGroups', [groups('first'), groups('second')]);
    const page = await phone.open('admin/group/group', { groupId: 'g1' });
    await phone.trigger(page, 'enlargeQr', tapOn('c1'));
    vi.setSystemTime(Date.now() + 10 * 60_000);
    await phone.trigger(page, 'enlargeQr', tapOn('c1'));
    expect(phone.previewed).toEqual(['first', 'second']);
  });
});

describe('rejecting', () => {
  const key = `${'b'.repeat(32)}#1`;
  const reject = async (code: string): Promise<OpenPage> => {
    phone.answers.set('approveMember', [refusal(code)]);
    const page = await phone.open('owner/reviews/reviews');
    await phone.trigger(page, 'openReject', { currentTarget: { dataset: { key } }, detail: {} });
    await phone.trigger(page, 'typeReason', { detail: { value: '资料不全' } });
    await phone.trigger(page, 'reject');
    return page;
  };

  it.each(['TextRefused', 'CheckUnavailable', 'Offline'])(
    'A reason that was not sent because of %s stays to be mended or sent again',
    async (code) => {
      const page = await reject(code);
      expect(page.data).toMatchObject({ rejection: { key }, reason: '资料不全' });
      expect(phone.toasts).toHaveLength(1);
    },
  );

  it('A reason for an application that somebody else has decided on is dropped', async () => {
    expect((await reject('AlreadyDecided')).data['rejection']).toBeNull();
  });
});
