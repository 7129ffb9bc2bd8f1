import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok, refusal, underReview, unpaid, values } from './answers';
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
  const ticket = { groupId: 'g1', groupName: '读书会', ownerName: '阿岩', orderId, entryState: 'Admitted', codeUrl: 'x', codeExpiresAtMs: 0 }; // prettier-ignore
  const open = (order = orderId): Promise<OpenPage> =>
    phone.open('pages/ticket/ticket', { groupId: 'g1', orderId: order });

  it('shows no code before it was said what that means, and says it once per order', async () => {
    phone.answers.set('getTicket', [ok(ticket)]);
    const page = await open();
    expect(page.data['phase']).toBe('asking');
    expect(phone.callsOf('getTicket')).toBe(0);
    await phone.act(page, 'show');
    expect(page.data['phase']).toBe('ready');
    expect((await open()).data['phase']).toBe('ready');
    expect((await open('b'.repeat(32))).data['phase']).toBe('asking');
  });

  it('that showed no code says it again', async () => {
    phone.answers.set('getTicket', [refusal('NoLiveCode')]);
    await phone.act(await open(), 'show');
    expect((await open()).data['phase']).toBe('asking');
  });

  it('that was seen takes the refund off the order’s page', async () => {
    phone.answers.set('getOrder', [ok({ ...underReview, entryState: 'Admitted' })]);
    const acts = async (): Promise<unknown> =>
      ((await phone.open('pages/order/order', { orderId })).data['order'] as { acts: string[] }).acts;
    expect(await acts()).toEqual(['ticket', 'refund']);
    phone.answers.set('getTicket', [ok(ticket)]);
    await phone.act(await open(), 'show');
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
    const kept = phone.storage.get('newGroup') as { requestId: string };
    await phone.act(page, 'save');
    expect(saves()).toMatchObject([{ action: 'create', requestId: kept.requestId }]);
    expect(phone.opened).toEqual(['/owner/desk/desk?groupId=g9']);
    await phone.act(page, 'onUnload');
    expect(phone.storage.has('newGroup')).toBe(false);
  });

  it('whose answer was lost is made once, and then brought to what was written since', async () => {
    phone.answers.set('saveGroup', [lost, made]);
    // The dialog's next step is to try again.
    await phone.act(await filled(), 'save');
    const [first, again, change] = saves();
    expect(again).toMatchObject({ action: 'create', requestId: first?.['requestId'] });
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
  phone.answers.set('saveCode', [lost, ok({ codeId: 'c2', codeExpiresAtMs: 1 })]);
  const page = await phone.open('owner/codes/codes', { groupId: 'g1' });
  await phone.act(page, 'choose');
  await phone.act(page, 'add');
  const files = phone.calls.filter(({ name }) => name === 'saveCode').map(({ data }) => data['fileId']);
  expect(files).toHaveLength(2);
  expect(new Set(files).size).toBe(1);
  expect(page.data['picture']).toBe('');
});
