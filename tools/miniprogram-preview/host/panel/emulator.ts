import { callControlApi } from '../control-api';
import { createButton, createField, createNote, createRow, createSection, createSelect } from './controls';
import { onRecordedCall, getRecordedCalls } from './calls';

const paymentOutcomes = [
  ['late', '迟到的通知'],
  ['twice', '通知两次'],
  ['never', '没有通知'],
  ['wrongAmount', '金额不符'],
  ['wrongMerchant', '商户不符'],
  ['decline', '支付被拒'],
  ['refundFails', '退款失败'],
] as const;

const minuteMs = 60_000;

/** Shows the emulator's answer beside the controls. */
function showOutcome(status: HTMLElement, action: Promise<unknown>, done: string): void {
  action.then(
    () => (status.textContent = done),
    (error: unknown) => (status.textContent = error instanceof Error ? error.message : String(error)),
  );
}

export function createClockSection(): HTMLElement {
  const status = createNote('');
  const advance = (minutes: number): void =>
    showOutcome(status, callControlApi<{ nowMs: number }>('clock', { advanceMs: minutes * minuteMs }).then(({ nowMs }) => {
      status.dataset['now'] = String(nowMs);
    }), `时间已前进 ${minutes} 分钟`); // oxfmt-ignore
  const steps = [['5 分钟', 5], ['1 小时', 60], ['1 天', 1440], ['7 天', 10_080]] as const; // oxfmt-ignore
  return createSection(
    '时钟',
    createRow(...steps.map(([label, minutes]) => createButton(`+${label}`, () => advance(minutes)))),
    status,
  );
}

export function createPaymentSection(): HTMLElement {
  const status = createNote('');
  const outcome = createSelect('下一笔支付的结果', paymentOutcomes);
  const set = createButton('设置', () =>
    showOutcome(status, callControlApi('pay/next', { outcome: outcome.value, count: 1 }), '下一笔支付会这样'),
  );
  return createSection('下一笔支付', createRow(outcome, set), status);
}

export function createTimerSection(): HTMLElement {
  const status = createNote('');
  const place = createRow();
  const run = (name: string): void =>
    showOutcome(status, callControlApi(`timers/${encodeURIComponent(name)}/run`, {}), `${name} 已运行`);
  callControlApi<{ functions: { name: string; timer?: string }[] }>('').then(
    ({ functions }) =>
      place.append(
        ...functions.filter(({ timer }) => timer !== undefined).map(({ name }) => createButton(name, () => run(name))),
      ),
    () => undefined,
  );
  return createSection('定时器', place, createField('函数名', '运行', run), status);
}

interface Message {
  atMs: number;
  to: string;
  templateId: string;
  page?: string;
  data: Record<string, { value?: string }>;
}

export function createMessageSection(): HTMLElement {
  const place = document.createElement('div');
  const read = async (): Promise<void> => {
    const { messages } = await callControlApi<{ messages: Message[] }>('messages');
    const lines = messages.map(({ atMs, to, templateId, data }) => {
      const text = Object.values(data)
        .map((value) => value.value ?? '')
        .join(' · ');
      return createNote(`${new Date(atMs).toLocaleTimeString('zh-CN')} → ${to}｜${templateId}｜${text}`, 'pv-line');
    });
    place.replaceChildren(...(lines.length > 0 ? lines.reverse() : [createNote('还没有')]));
  };
  const refresh = (): void => void read().catch((error: unknown) => place.replaceChildren(createNote(String(error))));
  refresh();
  return createSection('会发出的消息', createRow(createButton('刷新', refresh)), place);
}

export function createCostSection(): HTMLElement {
  const place = document.createElement('div');
  const draw = (): void => {
    const lines = getRecordedCalls().map(({ name, tookMs, costs, failed }) =>
      createNote(
        `${failed ? '✗ ' : ''}${name} ${Math.round(tookMs)}ms · 库 ${costs.database} · 付 ${costs.pay} · 开放接口 ${costs.openapi}`,
        'pv-line',
      ),
    );
    place.replaceChildren(...(lines.length > 0 ? lines : [createNote('还没有调用')]));
  };
  onRecordedCall(draw);
  draw();
  return createSection('每次调用的花费', place);
}
