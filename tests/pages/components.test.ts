import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Simulator, type Rendered } from './simulator';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await Simulator.start();
});
afterAll(() => simulator.stop());

const sourceDir = path.join(import.meta.dirname, '../../miniprogram');

const text = (rendered: Rendered): string => rendered.dom.textContent.replace(/\s+/g, '');

it.each([
  [990, '¥9.90'],
  [5, '¥0.05'],
  [123400, '¥1234.00'],
  [0, '¥0.00'],
])('The money component shows %i fen as %s', async (fen, written) => {
  expect(text(await simulator.render('components/money', { fen }))).toBe(written);
});

const card = {
  groupId: 'g1',
  name: '周末徒步',
  intro: '每周六出发',
  category: 'sport',
  coverFileId: '',
  ownerName: '阿岩',
  open: true,
  rule: '付款后审核',
  seats: '剩 3 席',
  few: true,
  priceFen: 990,
};

it('A group card shows name, rule, seats, owner and price', async () => {
  const shown = text(await simulator.render('components/group-card', { card }));
  for (const part of ['周末徒步', '每周六出发', '付款后审核', '剩3席', '阿岩', '¥9.90']) expect(shown).toContain(part);
});

it('A group card shows no price if prices are not allowed', async () => {
  const shown = text(await simulator.render('components/group-card', { card: { ...card, priceFen: -1 } }));
  expect(shown).not.toContain('¥');
});

it('A cover shows the first letter of the name without an image and when the image fails', async () => {
  const drawn = await simulator.render('components/cover', { fileId: '', name: '周末徒步', category: 'sport' });
  expect(text(drawn)).toBe('周');
  const failing = await simulator.render('components/cover', { fileId: 'cloud://gone.png', name: '读书会' });
  expect(text(failing)).toBe('');
  failing.querySelector('.cover__image')?.dispatchEvent('error');
  await simulator.flush();
  expect(text(failing)).toBe('读');
});

it('An avatar shows the first letter of the name without a picture and when the picture fails, until there is another', async () => {
  const drawn = await simulator.render('components/avatar', { fileId: '', letter: '岩' });
  expect(text(drawn)).toBe('岩');
  const failing = await simulator.render('components/avatar', { fileId: 'cloud://gone.png', letter: '岩' });
  expect(text(failing)).toBe('');
  failing.querySelector('.avatar')?.dispatchEvent('error');
  await simulator.flush();
  expect(text(failing)).toBe('岩');
});

it('Every page shows people’s pictures by the component that has a fallback', async () => {
  const files = (await readdir(sourceDir, { recursive: true })).filter((file) => file.endsWith('.wxml'));
  expect(files.length).toBeGreaterThan(20);
  const bare: string[] = [];
  for (const file of files.filter((each) => !each.endsWith('avatar.wxml'))) {
    const source = await readFile(path.join(sourceDir, file), 'utf8');
    for (const [image] of source.matchAll(/<image\b[^>]*>/g)) if (/avatar/i.test(image)) bare.push(`${file}: ${image}`);
  }
  expect(bare).toEqual([]);
});

it('An order card shows the order’s state and its note about the money', async () => {
  const order = { orderId: 'o', groupName: '读书会', ownerName: '阿岩', coverFileId: '', priceFen: 990 };
  const view = { ...order, createdAt: '11月22日 18:30', label: '退款中', tone: 'refund', note: '¥9.90 正在原路退回' };
  const rendered = await simulator.render('components/order-card', { card: view });
  for (const part of ['读书会', '退款中', '¥9.90正在原路退回']) expect(text(rendered)).toContain(part);
  expect(rendered.querySelector('.tone--refund')).toBeDefined();
});

it('A state view fires its action when its button is tapped, and has no button without a label', async () => {
  const rendered = await simulator.render('components/state-view', { title: '网络没有连上', label: '重试' });
  let actions = 0;
  rendered.addEventListener('action', () => (actions += 1));
  rendered.querySelector('.state__button')?.dispatchEvent('tap');
  await simulator.flush();
  expect(actions).toBe(1);
  expect(text(rendered)).toContain('重试');
  const bare = await simulator.render('components/state-view', { title: '没有内容' });
  expect(bare.querySelector('.state__action')).toBeUndefined();
});

const failure = { title: '网络没有连上', text: '', label: '重试', step: 'retry' };

it('A page frame shows the skeleton while loading, the failure with its step once failed, and nothing when ready', async () => {
  const rendered = await simulator.render('components/page-frame', {
    phase: 'loading',
    skeleton: [{ height: '20rpx' }],
  });
  expect(rendered.querySelector('.screen')).toBeDefined();
  let steps = 0;
  rendered.addEventListener('step', () => (steps += 1));
  rendered.setData({ phase: 'failed', failure });
  await simulator.flush();
  expect(rendered.querySelector('.screen')).toBeUndefined();
  expect(text(rendered)).toContain('网络没有连上');
  rendered.querySelector('.page-frame__failure')?.dispatchEvent('action');
  await simulator.flush();
  expect(steps).toBe(1);
  rendered.setData({ phase: 'ready' });
  await simulator.flush();
  expect(text(rendered)).toBe('');
});

it('A page frame draws one skeleton in each card', async () => {
  const rendered = await simulator.render('components/page-frame', { phase: 'loading', cards: [1, 2, 3] });
  expect(rendered.querySelectorAll('.card')).toHaveLength(3);
});

interface Dialog {
  open(confirmation: object): Promise<boolean>;
  accept(): void;
  decline(): void;
}

it('A dialog resolves to true when confirmed, false when declined, and false when another question replaces it', async () => {
  const dialog = (await simulator.render('components/confirm-dialog', {})).instance as unknown as Dialog;
  const confirmation = { title: '取消这笔订单？', text: '名额会让出', confirmLabel: '取消订单', cancelLabel: '先留着' };
  const first = dialog.open(confirmation);
  dialog.accept();
  expect(await first).toBe(true);
  const second = dialog.open(confirmation);
  const third = dialog.open(confirmation);
  expect(await second).toBe(false);
  dialog.decline();
  expect(await third).toBe(false);
});

const application = {
  key: 'e#1',
  name: '小林',
  letter: '小',
  avatarFileId: '',
  groupName: '读书会',
  paidFen: 990,
  paidLabel: '已付',
  appliedAt: '11月22日 18:30',
  payNote: '',
  message: '',
  long: false,
  contact: '',
  waiting: true,
  until: '11月23日 18:30',
  countdown: { leftMs: 3_600_000, format: 'HH:mm:ss' },
  outcome: '审核中',
  reason: '',
};

it('An application card offers two answers while it waits, and shows its outcome afterwards', async () => {
  const waiting = await simulator.render('owner/application-card', { card: application });
  expect(text(waiting)).toContain('拒绝并退款');
  const decided = { ...application, waiting: false, outcome: '未通过', paidLabel: '付过', reason: '和群的主题不符' };
  const shown = await simulator.render('owner/application-card', { card: decided });
  for (const part of ['未通过', '付过', '和群的主题不符']) expect(text(shown)).toContain(part);
  expect(shown.querySelector('.application__actions')).toBeUndefined();
});

it('An application card folds a long message, and says when the applicant has not paid', async () => {
  const written = {
    ...application,
    paidFen: 0,
    paidLabel: '',
    payNote: '通过后 24 小时内支付',
    message: '想'.repeat(300),
    long: true,
    contact: 'wx-1',
  };
  const shown = await simulator.render('owner/application-card', { card: written });
  for (const part of ['想'.repeat(300), '未付款', '联系方式', 'wx-1']) expect(text(shown)).toContain(part);
  expect(text(shown)).not.toContain('拒绝并退款');
  expect(shown.querySelector('.application__message--folded')).toBeDefined();
  shown.querySelector('.application__unfold')?.dispatchEvent('tap');
  await simulator.flush();
  expect(shown.querySelector('.application__message--folded')).toBeUndefined();
  expect(text(shown)).toContain('收起');
  const short = await simulator.render('owner/application-card', {
    card: { ...written, message: '想读书', long: false },
  });
  expect(short.querySelector('.application__unfold')).toBeUndefined();
});

it('A membership row shows the membership’s label in its tone', async () => {
  const row = { orderId: 'o', groupId: 'g', groupName: '读书会', note: '群主 阿岩', coverFileId: '', label: '可入群', tone: 'good', destination: 'ticket', actionLabel: '打开入群凭证' }; // oxfmt-ignore
  const rendered = await simulator.render('components/membership-row', { row });
  for (const part of ['读书会', '群主阿岩', '可入群']) expect(text(rendered)).toContain(part);
  expect(rendered.querySelector('.tone--good')).toBeDefined();
});

it('A form field shows its error in place of its hint', async () => {
  const field = { label: '价格', hint: '改价只影响新订单', error: '', count: '1/6' };
  const fine = await simulator.render('components/form-field', field);
  expect(text(fine)).toBe('价格1/6改价只影响新订单');
  const wrong = await simulator.render('components/form-field', { ...field, error: '写一个价格' });
  expect(text(wrong)).toBe('价格1/6写一个价格');
});
