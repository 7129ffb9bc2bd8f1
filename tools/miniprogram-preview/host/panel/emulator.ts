import { door } from '../control-api';
import { button, field, note, row, section, select } from './controls';
import { onRecordedCall, recordedCalls } from './calls';

const fates = [
  ['late', '迟到的通知'],
  ['twice', '通知两次'],
  ['never', '没有通知'],
  ['wrongAmount', '金额不符'],
  ['wrongMerchant', '商户不符'],
  ['decline', '支付被拒'],
  ['refundFails', '退款失败'],
] as const;

const minuteMs = 60_000;

/** Says beside the controls how the emulator took it. */
function attempt(said: HTMLElement, action: Promise<unknown>, done: string): void {
  action.then(
    () => (said.textContent = done),
    (error: unknown) => (said.textContent = error instanceof Error ? error.message : String(error)),
  );
}

export function clockSection(): HTMLElement {
  const said = note('');
  const advance = (minutes: number): void =>
    attempt(said, door<{ nowMs: number }>('clock', { advanceMs: minutes * minuteMs }).then(({ nowMs }) => {
      said.dataset['now'] = String(nowMs);
    }), `时间已前进 ${minutes} 分钟`); // prettier-ignore
  const steps = [['5 分钟', 5], ['1 小时', 60], ['1 天', 1440], ['7 天', 10_080]] as const; // prettier-ignore
  return section('时钟', row(...steps.map(([label, minutes]) => button(`+${label}`, () => advance(minutes)))), said);
}

export function paymentSection(): HTMLElement {
  const said = note('');
  const fate = select('下一笔支付的遭遇', fates);
  const set = button('设置', () => attempt(said, door('pay/next', { fate: fate.value, count: 1 }), '下一笔支付会这样'));
  return section('下一笔支付', row(fate, set), said);
}

export function timerSection(): HTMLElement {
  const said = note('');
  const place = row();
  const run = (name: string): void =>
    attempt(said, door(`timers/${encodeURIComponent(name)}/run`, {}), `${name} 已运行`);
  door<{ functions: { name: string; timer?: string }[] }>('').then(
    ({ functions }) =>
      place.append(
        ...functions.filter(({ timer }) => timer !== undefined).map(({ name }) => button(name, () => run(name))),
      ),
    () => undefined,
  );
  return section('定时器', place, field('函数名', '运行', run), said);
}

interface Message {
  atMs: number;
  to: string;
  templateId: string;
  page?: string;
  data: Record<string, { value?: string }>;
}

export function messageSection(): HTMLElement {
  const place = document.createElement('div');
  const read = async (): Promise<void> => {
    const { messages } = await door<{ messages: Message[] }>('messages');
    const lines = messages.map(({ atMs, to, templateId, data }) => {
      const text = Object.values(data)
        .map((value) => value.value ?? '')
        .join(' · ');
      return note(`${new Date(atMs).toLocaleTimeString('zh-CN')} → ${to}｜${templateId}｜${text}`, 'pv-line');
    });
    place.replaceChildren(...(lines.length > 0 ? lines.reverse() : [note('还没有')]));
  };
  const refresh = (): void => void read().catch((error: unknown) => place.replaceChildren(note(String(error))));
  refresh();
  return section('会发出的消息', row(button('刷新', refresh)), place);
}

export function costSection(): HTMLElement {
  const place = document.createElement('div');
  const draw = (): void => {
    const lines = recordedCalls().map(({ name, tookMs, costs, failed }) =>
      note(
        `${failed ? '✗ ' : ''}${name} ${Math.round(tookMs)}ms · 库 ${costs.database} · 付 ${costs.pay} · 开放接口 ${costs.openapi}`,
        'pv-line',
      ),
    );
    place.replaceChildren(...(lines.length > 0 ? lines : [note('还没有调用')]));
  };
  onRecordedCall(draw);
  draw();
  return section('每次调用的花费', place);
}
