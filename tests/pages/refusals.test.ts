import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { commonErrors } from '../../contracts/contract';
import { contracts, type FunctionName } from '../../contracts/index';
import { applied, approved, ok, refusal, toApply, underReview, values } from './answers';
import { buildForTest, type Built } from './built';
import { Phone, type OpenPage } from './phone';

interface Saying {
  title: string;
  label: string;
  step: string;
}

/** The way to a call of `name` on a page: what is tapped, in order. */
interface Walk {
  readonly name: FunctionName;
  readonly route: string;
  readonly query?: Record<string, string>;
  readonly taps?: readonly (readonly [handler: string, event?: unknown])[];
  /** Other answers than the usual. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** Where a refusal stands: instead of the page, in a dialog, or on a card that has one button of its own. */
  readonly shown: 'page' | 'dialog' | 'card';
}

const orderId = 'a'.repeat(32);
const tap = (dataset: object): object => ({ currentTarget: { dataset }, detail: {} });
const typed = (field: string, value: string): object => ({ currentTarget: { dataset: { field } }, detail: { value } });

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
  { name: 'createOrder', route: 'pages/group/group', query: { groupId: 'g1' }, taps: [['enter']], shown: 'dialog' },
  { name: 'createOrder', route: 'pages/order/order', query: { orderId }, taps: [['act', tap({ act: 'pay' })]], shown: 'dialog' },
  { name: 'createOrder', route: 'pages/result/result', query: { orderId }, taps: [['act', tap({ act: 'pay' })]], shown: 'dialog' },
  { name: 'cancelOrder', route: 'pages/order/order', query: { orderId }, taps: [['act', tap({ act: 'cancel' })]], shown: 'dialog' },
  { name: 'cancelOrder', route: 'pages/result/result', query: { orderId }, taps: [['act', tap({ act: 'cancel' })]], shown: 'dialog' },
  {
    name: 'requestRefund',
    route: 'pages/order/order',
    query: { orderId },
    taps: [['act', tap({ act: 'refund' })]],
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
  { name: 'getGroup', route: 'pages/application/application', query: { groupId: 'g1' }, shown: 'page' },
  {
    name: 'withdrawApplication',
    route: 'pages/application/application',
    query: { groupId: 'g1' },
    taps: [['act', tap({ act: 'withdraw' })]],
    answers: { getGroup: ok(applied) },
    shown: 'dialog',
  },
  {
    name: 'createOrder',
    route: 'pages/application/application',
    query: { groupId: 'g1' },
    taps: [['act', tap({ act: 'pay' })]],
    answers: { getGroup: ok(approved) },
    shown: 'dialog',
  },
  { name: 'getTicket', route: 'pages/ticket/ticket', query: { groupId: 'g1', orderId }, taps: [['agree']], shown: 'page' },
  { name: 'saveProfile', route: 'pages/profile/profile', taps: [['submit', { detail: { value: { nickname: '阿岩' } } }]], shown: 'dialog' },
  { name: 'listMyGroups', route: 'pages/manage/manage', shown: 'page' },
  { name: 'listApplications', route: 'owner/reviews/reviews', shown: 'page' },
  { name: 'approveMember', route: 'owner/reviews/reviews', taps: [['approve', tap({ key: `${'b'.repeat(32)}#1` })]], shown: 'dialog' },
  { name: 'getEarnings', route: 'owner/earnings/earnings', shown: 'page' },
  { name: 'getMyGroup', route: 'owner/desk/desk', query: { groupId: 'g1' }, shown: 'page' },
  { name: 'getMyGroup', route: 'owner/edit/edit', query: { groupId: 'g1' }, shown: 'page' },
  { name: 'getMyGroup', route: 'owner/qrs/qrs', query: { groupId: 'g1' }, shown: 'page' },
  { name: 'saveGroup', route: 'owner/desk/desk', query: { groupId: 'g1' }, taps: [['act', tap({ act: 'submit' })]], shown: 'dialog' },
  { name: 'saveGroup', route: 'owner/edit/edit', query: { groupId: 'g1' }, taps: [['save']], shown: 'dialog' },
  { name: 'saveGroup', route: 'owner/edit/edit', taps: newGroup, shown: 'dialog' },
  { name: 'saveGroupQr', route: 'owner/qrs/qrs', query: { groupId: 'g1' }, taps: [['choose'], ['add']], shown: 'dialog' },
  { name: 'saveGroupQr', route: 'owner/qrs/qrs', query: { groupId: 'g1' }, taps: [['retire', tap({ qrId: 'c1' })]], shown: 'dialog' },
  { name: 'adminIssues', route: 'admin/issues/issues', shown: 'page' },
  { name: 'resolveSecurityEvent', route: 'admin/issues/issues', taps: [['act', tap({ key: 'e1' })]], shown: 'dialog' },
  { name: 'refundOrder', route: 'admin/issues/issues', taps: [['act', tap({ key: `refund ${orderId}` })]], shown: 'dialog' },
  { name: 'refundOrder', route: 'admin/order/order', query: { orderId }, taps: [['openRefund'], ['refund']], shown: 'dialog' },
  { name: 'adminGroups', route: 'admin/groups/groups', shown: 'page' },
  { name: 'adminGroups', route: 'admin/group/group', query: { groupId: 'g1' }, shown: 'page' },
  { name: 'moderateGroup', route: 'admin/group/group', query: { groupId: 'g1' }, taps: [['list']], shown: 'dialog' },
  { name: 'adminOrders', route: 'admin/orders/orders', shown: 'page' },
  { name: 'adminOrders', route: 'admin/order/order', query: { orderId }, shown: 'page' },
]; // prettier-ignore

/** Where a step leads, as far as it leads anywhere. */
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
  // Without a group there are no codes yet.
  qrs: /^\/(owner\/qrs|pages\/manage)\//,
};

let built: Built;
beforeAll(async () => {
  built = await buildForTest();
});
afterAll(() => built.remove());

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
  for (const [handler, event] of taps) await phone.act(page, handler, event);
  return page;
}

function sayingOf(name: FunctionName, code: string): Saying {
  return built
    .load<{ sayingFor: (name: string, code: string) => Saying }>('services/sentences.js')
    .sayingFor(name, code);
}

describe.each(walks.map((each) => [each.name, each.route, each] as const))('%s on %s', (name, _route, each) => {
  it.each([...contracts[name].errors, ...commonErrors, 'Offline'])(
    'refused with %s says so and leads on',
    async (code) => {
      const saying = sayingOf(name, code);
      let callsWhenSaid = 0;
      phone.onAsked = ({ title }) => {
        if (title !== saying.title) return;
        callsWhenSaid = phone.calls.length;
        // A step that tries again waits instead of being refused for ever.
        phone.answers.delete(name);
      };
      const page = await walk(each, code);
      if (each.shown === 'dialog') {
        const question = phone.asked.at(-1);
        expect(question).toMatchObject({ title: saying.title, confirm: saying.label });
        expect(question?.cancel === undefined).toBe(saying.step === 'understood');
      } else {
        expect(page.data).toMatchObject({ phase: 'failed', failure: { title: saying.title, label: saying.label } });
      }
      await expectStep(page, each, saying, callsWhenSaid);
    },
  );
});

async function expectStep(
  page: OpenPage,
  { name, shown }: Walk,
  { step }: Saying,
  callsWhenSaid: number,
): Promise<void> {
  const before = shown === 'dialog' ? callsWhenSaid : phone.calls.length;
  if (shown !== 'dialog') await phone.act(page, shown === 'card' ? 'reload' : 'takeFailureStep');
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
  // Trying again or, where one is at the right place already, looking again.
  expect(phone.calls.length).toBeGreaterThan(before);
}
