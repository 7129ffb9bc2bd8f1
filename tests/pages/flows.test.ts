import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { applied, approved, ok, refusal, toApply, underReview, unpaid, values } from './answers';
import { buildForTest, type Built } from './built';
import { Phone, type OpenPage } from './phone';

let built: Built;
beforeAll(async () => {
  built = await buildForTest();
});
afterAll(() => built.remove());

let phone: Phone;
beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue();
  phone = new Phone(built);
  for (const [name, value] of Object.entries(values)) phone.answers.set(name, [ok(value)]);
});
afterEach(() => vi.unstubAllGlobals());

const orderId = 'a'.repeat(32);
const lost = refusal('Offline');

describe('a ticket', () => {
  const ticket = { groupId: 'g1', groupName: '读书会', ownerName: '阿岩', orderId, membershipState: 'Admitted', qrUrl: 'x', qrExpiresAtMs: 0, noValidQrAtMs: null }; // prettier-ignore
  const open = (order = orderId): Promise<OpenPage> =>
    phone.open('pages/ticket/ticket', { groupId: 'g1', orderId: order });

  it('shows no code before it was said what that means, and says it once per order', async () => {
    phone.answers.set('getTicket', [ok(ticket)]);
    const page = await open();
    expect(page.data['phase']).toBe('asking');
    expect(phone.callsOf('getTicket')).toBe(0);
    await phone.act(page, 'agree');
    expect(page.data['phase']).toBe('ready');
    expect((await open()).data['phase']).toBe('ready');
    expect((await open('b'.repeat(32))).data['phase']).toBe('asking');
  });

  it('that showed no code says it again', async () => {
    phone.answers.set('getTicket', [
      ok({ ...ticket, qrUrl: null, qrExpiresAtMs: null, noValidQrAtMs: Date.now() + 1e7 }),
    ]);
    const page = await open();
    await phone.act(page, 'agree');
    expect(page.data['phase']).toBe('noQr');
    expect((page.data['noQr'] as { text: string }).text).toContain('自动原路退回');
    expect((await open()).data['phase']).toBe('asking');
  });

  it('that was seen takes the refund off the order’s page', async () => {
    phone.answers.set('getOrder', [ok({ ...underReview, membershipState: 'Admitted' })]);
    const acts = async (): Promise<unknown> =>
      ((await phone.open('pages/order/order', { orderId })).data['order'] as { acts: string[] }).acts;
    expect(await acts()).toEqual(['ticket', 'refund']);
    phone.answers.set('getTicket', [ok(ticket)]);
    await phone.act(await open(), 'agree');
    expect(await acts()).toEqual(['ticket']);
  });
});

describe('a phone whose clock is wrong', () => {
  it('counts down by the server’s time', async () => {
    const fromNow = 90 * 86_400_000;
    const order = { ...unpaid, payUntilMs: Date.now() + fromNow };
    phone.answers.set('getOrder', [{ ...ok(order), nowMs: order.payUntilMs - 600_000 }]);
    const page = await phone.open('pages/result/result', { orderId });
    const { clock } = page.data['result'] as { clock: { leftMs: number; format: string } };
    expect(clock.format).toBe('HH:mm:ss');
    expect(Math.abs(clock.leftMs - 600_000)).toBeLessThan(5000);
  });
});

describe('an application', () => {
  const typed = (field: string, value: string): object => ({
    currentTarget: { dataset: { field } },
    detail: { value },
  });
  const tapped = (act: string): object => ({ currentTarget: { dataset: { act } }, detail: {} });
  const sends = (): Record<string, unknown>[] =>
    phone.calls.filter(({ name }) => name === 'applyToGroup').map(({ data }) => data);
  const taken = ok({ membershipState: 'Applied', reviewUntilMs: 1, payUntilMs: null });
  const write = async (): Promise<OpenPage> => {
    phone.answers.set('getGroup', [ok(toApply)]);
    return phone.open('pages/apply/apply', { groupId: 'g1' });
  };

  it('is sent trimmed and without an empty contact, and leads to where it can be followed', async () => {
    phone.answers.set('applyToGroup', [taken]);
    const page = await write();
    await phone.act(page, 'type', typed('message', ' 想读书 '));
    await phone.act(page, 'type', typed('contact', '  '));
    await phone.act(page, 'send');
    expect(sends()).toEqual([{ groupId: 'g1', message: '想读书' }]);
    expect(phone.opened).toEqual(['/pages/application/application?groupId=g1']);
    await phone.act(page, 'onUnload');
    expect(phone.storage.has('application:g1')).toBe(false);
  });

  it('that is not written is not sent, and says what is missing', async () => {
    const page = await write();
    await phone.act(page, 'type', typed('message', '  '));
    await phone.act(page, 'send');
    expect(sends()).toEqual([]);
    expect(page.data['wrong']).toMatch(/。$/);
  });

  it('that was left half-way, or could not be sent, is still there', async () => {
    phone.answers.set('applyToGroup', [refusal('TextRefused')]);
    const page = await write();
    await phone.act(page, 'type', typed('message', '想读书'));
    await phone.act(page, 'send');
    await phone.act(page, 'type', typed('contact', 'wx-1'));
    await phone.act(page, 'onUnload');
    expect((await write()).data['draft']).toEqual({ message: '想读书', contact: 'wx-1' });
  });

  it('asks for a name until there is one', async () => {
    phone.answers.set('login', [ok({ ...values.login, nickname: '' }), ok(values.login)]);
    const page = await write();
    expect(page.data['nameless']).toBe(true);
    await phone.act(page, 'onShow');
    expect(page.data['nameless']).toBe(false);
  });

  it('that exists already is looked at instead of written again', async () => {
    phone.answers.set('getGroup', [ok(approved)]);
    await phone.open('pages/apply/apply', { groupId: 'g1' });
    expect(phone.opened).toEqual(['/pages/application/application?groupId=g1']);
  });

  it('that was approved is paid from its own page, and the result follows', async () => {
    phone.answers.set('getGroup', [ok(approved)]);
    phone.answers.set('createOrder', [ok({ orderId, priceFen: 990, payment: {}, payUntilMs: 0 })]);
    const page = await phone.open('pages/application/application', { groupId: 'g1' });
    expect(page.data['application']).toMatchObject({ acts: ['pay', 'giveUp'] });
    await phone.act(page, 'act', tapped('pay'));
    expect(phone.opened).toEqual([`/pages/result/result?orderId=${orderId}&paid=yes`]);
  });

  it('that is given up forgets the purchase that was begun for it', async () => {
    phone.storage.set('purchase:g1', { idempotencyKey: 'r1' });
    phone.answers.set('getGroup', [ok(applied)]);
    phone.answers.set('withdrawApplication', [ok({ membershipState: 'Withdrawn' })]);
    const page = await phone.open('pages/application/application', { groupId: 'g1' });
    await phone.act(page, 'act', tapped('withdraw'));
    expect(phone.asked.at(-1)?.title).toBe('撤回申请？');
    expect(phone.callsOf('withdrawApplication')).toBe(1);
    expect(phone.storage.has('purchase:g1')).toBe(false);
  });
});

describe('a new group', () => {
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
      await phone.act(page, 'type', typed(field, '诗'));
    await phone.act(page, 'type', typed('priceYuan', '6.6'));
    await phone.act(page, 'chooseCategory', chosen('reading'));
    await phone.act(page, 'typeBenefit', { currentTarget: { dataset: { id: 0 } }, detail: { value: '一首诗' } });
    return page;
  }

  it('is sent under an id that the phone has kept, and is forgotten once it is made', async () => {
    phone.answers.set('saveGroup', [made]);
    const page = await filled();
    await phone.act(page, 'leave', typed('name', ''));
    const kept = phone.storage.get('newGroup') as { idempotencyKey: string };
    await phone.act(page, 'save');
    expect(saves()).toMatchObject([{ action: 'create', idempotencyKey: kept.idempotencyKey }]);
    expect(phone.opened).toEqual(['/owner/desk/desk?groupId=g9']);
    await phone.act(page, 'onUnload');
    expect(phone.storage.has('newGroup')).toBe(false);
  });

  it('whose answer was lost is made once, and then brought to what was written since', async () => {
    phone.answers.set('saveGroup', [lost, made]);
    // The dialog's next step is to try again.
    await phone.act(await filled(), 'save');
    const [first, again, change] = saves();
    expect(again).toMatchObject({ action: 'create', idempotencyKey: first?.['idempotencyKey'] });
    expect(change).toMatchObject({ action: 'change', groupId: 'g9' });
  });

  it('that was refused for its words is not taken for one that may have arrived', async () => {
    phone.answers.set('saveGroup', [refusal('TextRefused'), made]);
    const page = await filled();
    await phone.act(page, 'save');
    await phone.act(page, 'save');
    expect(saves().map(({ action }) => action)).toEqual(['create', 'create']);
  });

  it('is still there when the page was left', async () => {
    await phone.act(await filled(), 'onUnload');
    const page = await phone.open('owner/edit/edit');
    expect(page.data['draft']).toMatchObject({ name: '诗', priceYuan: '6.6', category: 'reading' });
  });

  it('that lacks something is not sent', async () => {
    const page = await phone.open('owner/edit/edit');
    await phone.act(page, 'save');
    expect(saves()).toEqual([]);
    expect(Object.keys(page.data['wrongs'] as object)).toContain('name');
  });
});

it('a code that is sent again after a lost answer is the same file', async () => {
  phone.answers.set('saveGroupQr', [lost, ok({ qrId: 'c2', qrExpiresAtMs: 1 })]);
  const page = await phone.open('owner/qrs/qrs', { groupId: 'g1' });
  await phone.act(page, 'choose');
  await phone.act(page, 'add');
  const files = phone.calls.filter(({ name }) => name === 'saveGroupQr').map(({ data }) => data['fileId']);
  expect(files).toHaveLength(2);
  expect(new Set(files).size).toBe(1);
  expect(page.data['picture']).toBe('');
});
