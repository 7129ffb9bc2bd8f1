import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok, refusal, unpaid, values } from './answers';
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

/** A list on the server: what is in it, and the page that a call gets. */
interface Served {
  readonly name: 'listOrders' | 'listMemberships' | 'adminOrders' | 'adminGroups';
  readonly route: string;
  readonly field: string;
  readonly keyName: string;
  readonly open: string;
  row(key: string, changed: boolean): object;
}

const hex = (key: string): string => key.padStart(32, '0');
const order = unpaid;
const [membership] = (values.listMemberships as { memberships: object[] }).memberships;
const [adminOrder] = (values.adminOrders as { orders: object[] }).orders;
const [adminGroup] = (values.adminGroups as { groups: object[] }).groups;
const paid = { state: 'Paid', membershipState: 'Admitted' };

const lists: readonly Served[] = [
  { name: 'listOrders', route: 'pages/orders/orders', field: 'orders', keyName: 'orderId', open: 'openOrder', row: (key, changed) => ({ ...order, orderId: hex(key), ...(changed ? { state: 'Refunded', refundedFen: 990 } : paid) }) },
  { name: 'listMemberships', route: 'pages/memberships/memberships', field: 'memberships', keyName: 'groupId', open: 'leave', row: (key, changed) => ({ ...membership, groupId: hex(key), membershipState: changed ? 'Admitted' : 'Applied' }) },
  { name: 'adminOrders', route: 'admin/orders/orders', field: 'orders', keyName: 'orderId', open: 'openOrder', row: (key, changed) => ({ ...adminOrder, orderId: hex(key), ...(changed ? { state: 'Refunded', refundedFen: 990 } : paid) }) },
  { name: 'adminGroups', route: 'admin/groups/groups', field: 'groups', keyName: 'groupId', open: 'openGroup', row: (key, changed) => ({ ...adminGroup, groupId: hex(key), name: changed ? '改过名' : '原来的名' }) },
]; // oxfmt-ignore

/** Answers as a server does that lists these keys, three on a page. */
function serve(list: Served, keys: readonly string[], changed: readonly string[] = []): void {
  phone.answerWith(list.name, (input) => {
    const after = (input as { after?: string }).after;
    const start = after === undefined ? 0 : keys.indexOf(after.slice(2)) + 1;
    const shown = keys.slice(start, start + 3);
    const next = start + 3 < keys.length ? `0_${shown.at(-1)}` : null;
    return ok({ [list.field]: shown.map((key) => list.row(key, changed.includes(key))), next });
  });
}

const keysOf = (page: OpenPage, { keyName }: Served): string[] =>
  (page.data['rows'] as Record<string, string>[]).map((row) => (row[keyName] ?? '').replace(/^0+/, ''));
const shownRow = (page: OpenPage, list: Served, key: string): string =>
  JSON.stringify((page.data['rows'] as Record<string, string>[]).find((row) => row[list.keyName] === hex(key)));

async function openTwoPages(list: Served): Promise<OpenPage> {
  const page = await phone.open(list.route);
  await phone.trigger(page, 'onReachBottom');
  return page;
}
const leaveFor = (page: OpenPage, list: Served, key: string): Promise<void> =>
  phone.trigger(page, list.open, { currentTarget: { dataset: { [list.keyName]: hex(key) } }, detail: {} });

describe.each(lists)('coming back to the list on $route', (list) => {
  const letters = ['a', 'b', 'c', 'd', 'e', 'f', '1', '2'];

  it('A list keeps the rows of all its pages when the person comes back, and renews the row they opened by one call', async () => {
    serve(list, letters);
    const page = await openTwoPages(list);
    await leaveFor(page, list, 'e');
    serve(list, letters, ['e', 'a']);
    const calls = phone.callsOf(list.name);
    const [openedBefore, otherBefore] = [shownRow(page, list, 'e'), shownRow(page, list, 'a')];
    await phone.trigger(page, 'onShow');
    expect(phone.callsOf(list.name) - calls).toBe(1);
    expect(keysOf(page, list)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(shownRow(page, list, 'e')).not.toBe(openedBefore);
    expect(shownRow(page, list, 'a')).toBe(otherBefore);
    expect(page.data).toMatchObject({ phase: 'ready', tail: 'more' });
    await phone.trigger(page, 'onReachBottom');
    expect(keysOf(page, list)).toEqual(letters);
  });

  it('A list sends the view only the row that has changed, so that the place stays', async () => {
    serve(list, letters);
    const page = await openTwoPages(list);
    await leaveFor(page, list, 'e');
    serve(list, letters, ['e']);
    const sent = vi.spyOn(page, 'setData');
    await phone.trigger(page, 'onShow');
    const keys = sent.mock.calls.flatMap(([patch]) => Object.keys(patch)).filter((key) => key.startsWith('rows'));
    expect(keys).toEqual(['rows[4]']);
    expect(sent.mock.calls.some(([patch]) => patch['phase'] === 'loading')).toBe(false);
  });

  it('A list drops a row that no longer belongs to it, and keeps all others', async () => {
    serve(list, letters);
    const page = await openTwoPages(list);
    await leaveFor(page, list, 'b');
    serve(
      list,
      letters.filter((key) => key !== 'b'),
    );
    await phone.trigger(page, 'onShow');
    expect(keysOf(page, list)).toEqual(['a', 'c', 'd', 'e', 'f']);
  });

  it('A list shows a changed row at the top where its change has moved it there', async () => {
    serve(list, letters);
    const page = await openTwoPages(list);
    await leaveFor(page, list, 'e');
    serve(list, ['e', ...letters.filter((key) => key !== 'e')], ['e']);
    const before = shownRow(page, list, 'e');
    await phone.trigger(page, 'onShow');
    expect(keysOf(page, list).slice(0, 6)).toEqual(['e', 'a', 'b', 'c', 'd', 'f']);
    expect(shownRow(page, list, 'e')).not.toBe(before);
  });

  it('A list renews the opened row when newer rows have pushed it to the next page', async () => {
    serve(list, letters);
    const page = await openTwoPages(list);
    await leaveFor(page, list, 'c');
    serve(list, ['8', '9', ...letters], ['c']);
    const before = shownRow(page, list, 'c');
    await phone.trigger(page, 'onShow');
    expect(keysOf(page, list)).toEqual(['8', '9', 'a', 'b', 'c', 'd', 'e', 'f']);
    expect(shownRow(page, list, 'c')).not.toBe(before);
  });

  it('A list keeps its rows when the person comes back without a connection', async () => {
    serve(list, letters);
    const page = await openTwoPages(list);
    phone.answers.set(list.name, [refusal('Offline')]);
    phone.answerWith(list.name, null);
    await phone.trigger(page, 'onShow');
    expect(keysOf(page, list)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(page.data['phase']).toBe('ready');
    expect(phone.toasts).toHaveLength(1);
  });

  it('A list starts anew when it is pulled down', async () => {
    serve(list, letters);
    const page = await openTwoPages(list);
    await phone.trigger(page, 'onPullDownRefresh');
    expect(keysOf(page, list)).toEqual(['a', 'b', 'c']);
    expect(page.data['tail']).toBe('more');
  });
});

it('An order that was paid on its own page shows that in the list', async () => {
  phone.answers.set('listOrders', [
    ok({ orders: [{ ...order, orderId: unpaid.orderId, state: 'AwaitingPayment' }], next: null }),
  ]);
  const page = await phone.open('pages/orders/orders');
  await phone.trigger(page, 'openOrder', { currentTarget: { dataset: { orderId: unpaid.orderId } }, detail: {} });
  phone.answers.set('listOrders', [ok({ orders: [{ ...order, orderId: unpaid.orderId, ...paid }], next: null })]);
  await phone.trigger(page, 'onShow');
  expect(JSON.stringify(page.data['rows'])).toContain('可入群');
});
