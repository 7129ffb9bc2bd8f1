import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commonErrors } from '../../contracts/contract';
import { contracts, type FunctionName } from '../../contracts/index';
import { root } from '../../ops/build';
import { applied, approved, bannedGroup, ok, refusal, toApply, underReview, values } from './answers';
import { openBuild } from './built';
import { Phone, type OpenPage } from './phone';

interface UserMessage {
  title: string;
  label: string;
  step: string;
}

/** The way to a call of `name` on a page: the handlers to trigger, in order. */
interface Walk {
  readonly name: FunctionName;
  readonly route: string;
  readonly query?: Record<string, string>;
  readonly taps?: readonly (readonly [handler: string, event?: unknown])[];
  /** Answers that differ from the default ones. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** A refusal shows in place of the page, in a dialog, or on a card with its own button. */
  readonly shown: 'page' | 'dialog' | 'card';
}

const sourceDir = path.join(root, 'miniprogram');
const orderId = 'a'.repeat(32);
const tap = (dataset: object): object => ({ currentTarget: { dataset }, detail: {} });
const typed = (field: string, value: string): object => ({ currentTarget: { dataset: { field } }, detail: { value } });

const failedRefund = {
  refundNo: `${orderId}-R1`,
  fen: 990,
  state: 'Failed',
  reason: 'byBuyer',
  note: '',
  requestedAtMs: 0,
  endedAtMs: 1,
  failure: '基本账户余额不足，请充值后重新发起',
  exitNote: null,
  elsewhere: null,
};

const newGroup: Walk['taps'] = [
  ['type', typed('name', '三行诗')],
  ['type', typed('intro', '每晚一首')],
  ['type', typed('description', '读和写')],
  ['type', typed('ownerIntro', '写了十年')],
  ['type', typed('priceYuan', '6.6')],
  ['chooseCategory', tap({ value: 'reading' })],
  ['typeBenefit', { currentTarget: { dataset: { id: 0 } }, detail: { value: '一首诗' } }],
  ['save'],
];

const walks: readonly Walk[] = [
  { name: 'login', route: 'pages/me/me', shown: 'card' },
  { name: 'login', route: 'pages/profile/profile', shown: 'page' },
  { name: 'listGroups', route: 'pages/discover/discover', shown: 'page' },
  { name: 'getGroup', route: 'pages/group/group', query: { groupId: 'g1' }, shown: 'page' },
  { name: 'createOrder', route: 'pages/group/group', query: { groupId: 'g1' }, taps: [['tapPrimaryAction']], shown: 'dialog' },
  { name: 'createOrder', route: 'pages/order/order', query: { orderId }, taps: [['tapAction', tap({ action: 'pay' })]], shown: 'dialog' },
  { name: 'createOrder', route: 'pages/result/result', query: { orderId }, taps: [['tapAction', tap({ action: 'pay' })]], shown: 'dialog' },
  { name: 'cancelOrder', route: 'pages/order/order', query: { orderId }, taps: [['tapAction', tap({ action: 'cancel' })]], shown: 'dialog' },
  { name: 'cancelOrder', route: 'pages/result/result', query: { orderId }, taps: [['tapAction', tap({ action: 'cancel' })]], shown: 'dialog' },
  {
    name: 'requestRefund',
    route: 'pages/order/order',
    query: { orderId },
    taps: [['tapAction', tap({ action: 'refund' })]],
    answers: { getOrder: ok(underReview) },
    shown: 'dialog',
  },
  { name: 'getOrder', route: 'pages/order/order', query: { orderId }, shown: 'page' },
  { name: 'getOrder', route: 'pages/result/result', query: { orderId }, shown: 'page' },
  { name: 'listOrders', route: 'pages/orders/orders', shown: 'page' },
  { name: 'listMemberships', route: 'pages/memberships/memberships', shown: 'page' },
  { name: 'getGroup', route: 'pages/apply/apply', query: { groupId: 'g1' }, shown: 'page' },
  {
    name: 'applyToGroup',
    route: 'pages/apply/apply',
    query: { groupId: 'g1' },
    taps: [['type', typed('message', '想读书')], ['send']],
    answers: { getGroup: ok(toApply) },
    shown: 'dialog',
  },
  {
    name: 'createOrder',
    route: 'pages/apply/apply',
    query: { groupId: 'g1' },
    taps: [['type', typed('message', '想读书')], ['send']],
    answers: { getGroup: ok({ ...toApply, obstacle: null, group: { ...toApply.group, admission: 'payThenReview' } }) },
    shown: 'dialog',
  },
  { name: 'getGroup', route: 'pages/application/application', query: { groupId: 'g1' }, shown: 'page' },
  {
    name: 'withdrawApplication',
    route: 'pages/application/application',
    query: { groupId: 'g1' },
    taps: [['tapAction', tap({ action: 'withdraw' })]],
    answers: { getGroup: ok(applied) },
    shown: 'dialog',
  },
  {
    name: 'createOrder',
    route: 'pages/application/application',
    query: { groupId: 'g1' },
    taps: [['tapAction', tap({ action: 'pay' })]],
    answers: { getGroup: ok(approved) },
    shown: 'dialog',
  },
  { name: 'getTicket', route: 'pages/ticket/ticket', query: { groupId: 'g1', orderId }, taps: [['agree']], shown: 'page' },
  { name: 'saveProfile', route: 'pages/profile/profile', taps: [['submit', { detail: { value: { nickname: '阿岩' } } }]], shown: 'dialog' },
  { name: 'listMyGroups', route: 'pages/manage/manage', shown: 'page' },
  { name: 'listApplications', route: 'owner/reviews/reviews', shown: 'page' },
  { name: 'approveMember', route: 'owner/reviews/reviews', taps: [['approve', tap({ key: `${'b'.repeat(32)}#1` })]], shown: 'dialog' },
  { name: 'getEarnings', route: 'owner/earnings/earnings', shown: 'page' },
  { name: 'getMyGroup', route: 'owner/dashboard/dashboard', query: { groupId: 'g1' }, shown: 'page' },
  { name: 'getMyGroup', route: 'owner/edit/edit', query: { groupId: 'g1' }, shown: 'page' },
  { name: 'getMyGroup', route: 'owner/qrs/qrs', query: { groupId: 'g1' }, shown: 'page' },
  { name: 'saveGroup', route: 'owner/dashboard/dashboard', query: { groupId: 'g1' }, taps: [['tapAction', tap({ action: 'submit' })]], shown: 'dialog' },
  { name: 'saveGroup', route: 'owner/edit/edit', query: { groupId: 'g1' }, taps: [['save']], shown: 'dialog' },
  { name: 'saveGroup', route: 'owner/edit/edit', taps: newGroup, shown: 'dialog' },
  { name: 'saveGroupQr', route: 'owner/qrs/qrs', query: { groupId: 'g1' }, taps: [['chooseImage'], ['add']], shown: 'dialog' },
  { name: 'saveGroupQr', route: 'owner/qrs/qrs', query: { groupId: 'g1' }, taps: [['retire', tap({ qrId: 'c1' })]], shown: 'dialog' },
  { name: 'adminIssues', route: 'admin/issues/issues', shown: 'page' },
  { name: 'resolveSecurityEvent', route: 'admin/issues/issues', taps: [['tapAction', tap({ key: 'e1' })]], shown: 'dialog' },
  { name: 'settleRefund', route: 'admin/issues/issues', taps: [['tapAction', tap({ key: `refund ${orderId}-R1` })]], shown: 'dialog' },
  {
    name: 'settleRefund',
    route: 'admin/order/order',
    query: { orderId },
    taps: [['openExit', tap({ no: `${orderId}-R1` })], ['chooseExit', tap({ exit: 'giveUp' })], ['typeExitNote', typed('note', '已核实')], ['takeExit']],
    answers: { adminOrders: ok({ orders: [{ ...values.adminOrders.orders[0], state: 'RefundFailed', refunds: [failedRefund] }], next: null }) },
    shown: 'dialog',
  },
  { name: 'refundOrder', route: 'admin/order/order', query: { orderId }, taps: [['openRefund'], ['refund']], shown: 'dialog' },
  { name: 'adminGroups', route: 'admin/groups/groups', shown: 'page' },
  { name: 'adminGroups', route: 'admin/group/group', query: { groupId: 'g1' }, shown: 'page' },
  { name: 'moderateGroup', route: 'admin/group/group', query: { groupId: 'g1' }, taps: [['confirmListing']], shown: 'dialog' },
  {
    name: 'refundGroup',
    route: 'admin/group/group',
    query: { groupId: 'g1' },
    taps: [['openRefundAll'], ['refundAll']],
    answers: { adminGroups: ok({ groups: [bannedGroup], next: null }) },
    shown: 'dialog',
  },
  { name: 'adminOrders', route: 'admin/orders/orders', shown: 'page' },
  { name: 'adminOrders', route: 'admin/order/order', query: { orderId }, shown: 'page' },
]; // oxfmt-ignore

/** The page that each step opens, unless it opens none. */
const places: Readonly<Record<string, RegExp>> = {
  back: /^back$/,
  discover: /^\/pages\/discover\//,
  orders: /^\/pages\/orders\//,
  manage: /^\/pages\/manage\//,
  order: /^\/pages\/orders?\//,
  ticket: /^\/pages\/ticket\//,
  group: /^\/pages\/group\//,
  apply: /^\/pages\/apply\//,
  application: /^\/pages\/application\//,
  // A group that was not created yet has no QRs.
  qrs: /^\/(owner\/qrs|pages\/manage)\//,
};

/**
 * A section of 我的, which fails alone and in the same way on any refusal; and the ticket's question about the order, without whose answer
 * the page asks the person.
 */
const withoutWalk = new Set(['listMemberships on pages/me/me', 'getOrder on pages/ticket/ticket']);

/** The functions that the scripts in the folders of pages call, as `name on route`. */
async function callsOfPages(): Promise<string[]> {
  const files = await readdir(sourceDir, { recursive: true });
  const pages = files.filter((file) => file.endsWith('.wxml') && !/components|-card\//.test(file));
  const calls = pages.flatMap((page) =>
    files
      .filter((file) => file.endsWith('.ts') && path.dirname(file) === path.dirname(page))
      .map(async (file) => {
        const script = await readFile(path.join(sourceDir, file), 'utf8');
        const route = page.replace(/\.wxml$/, '');
        return [...script.matchAll(/\bcall\(\s*'(\w+)'/g)].map(([, name = '']) => `${name} on ${route}`);
      }),
  );
  return (await Promise.all(calls)).flat();
}

it('Every function that a page calls has a walk that refuses it', async () => {
  const walked = new Set(walks.map(({ name, route }) => `${name} on ${route}`));
  const calls = await callsOfPages();
  expect(calls.length).toBeGreaterThan(20);
  expect(calls.filter((each) => !walked.has(each) && !withoutWalk.has(each))).toEqual([]);
});

const built = openBuild();

let phone: Phone;
beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue();
  phone = new Phone(built);
});
afterEach(() => vi.unstubAllGlobals());

async function walk({ name, route, query, taps = [], answers = {} }: Walk, code: string): Promise<OpenPage> {
  for (const [each, value] of Object.entries(values)) phone.answers.set(each, [ok(value)]);
  for (const [each, answer] of Object.entries(answers)) phone.answers.set(each, [answer]);
  phone.answers.set(name, [refusal(code)]);
  const page = await phone.open(route, query);
  for (const [handler, event] of taps) await phone.trigger(page, handler, event);
  return page;
}

function messageOf(name: FunctionName, code: string): UserMessage {
  return built
    .load<{ messageFor: (name: string, code: string) => UserMessage }>('services/refusalMessages.js')
    .messageFor(name, code);
}

describe.each(walks.map((each) => [each.name, each.route, each] as const))('%s on %s', (name, route, each) => {
  it.each([...contracts[name].errors, ...commonErrors, 'Offline'])(
    `${name} refused with %s shows a message on ${route} and offers its next step`,
    async (code) => {
      const message = messageOf(name, code);
      let callsWhenShown = 0;
      phone.onDialog = ({ title }) => {
        if (title !== message.title) return;
        callsWhenShown = phone.calls.length;
        // A retry gets no answer, or it would be refused forever.
        phone.answers.delete(name);
      };
      const page = await walk(each, code);
      if (each.shown === 'dialog') {
        const dialog = phone.dialogs.at(-1);
        expect(dialog).toMatchObject({ title: message.title, confirmLabel: message.label });
        expect(dialog?.cancelLabel === undefined).toBe(message.step === 'understood');
      } else {
        expect(page.data).toMatchObject({ phase: 'failed', failure: { title: message.title, label: message.label } });
      }
      await expectStep(page, each, message, callsWhenShown);
    },
  );
});

async function expectStep(
  page: OpenPage,
  { name, shown }: Walk,
  { step }: UserMessage,
  callsWhenShown: number,
): Promise<void> {
  const before = shown === 'dialog' ? callsWhenShown : phone.calls.length;
  if (shown !== 'dialog') await phone.trigger(page, shown === 'card' ? 'reload' : 'takeFailureStep');
  if (shown === 'card') {
    expect(phone.callsOf(name)).toBeGreaterThan(1);
    return;
  }
  const place = places[step];
  const opened = phone.opened.at(-1);
  if (step === 'understood') {
    expect(opened).toBeUndefined();
    return;
  }
  if (place && opened !== undefined) {
    expect(opened).toMatch(place);
    return;
  }
  // The step retries or, on the page it would open, loads again.
  expect(phone.calls.length).toBeGreaterThan(before);
}
