import type { Value } from '../../services/call';
import { serverNowMs } from '../../services/clock';
import { formatTime, formatYuan } from '../../services/format';
import { membershipStateLabels } from '../../services/labels';
import { payWithinHours } from '../../services/timeLimits';

export type PrimaryActionKind = 'buy' | 'apply' | 'application' | 'ticket' | 'order' | 'manage' | 'none';

/** The one button of a group's page, with a line above it for people whom the button alone doesn't help. */
export interface PrimaryAction {
  label: string;
  kind: PrimaryActionKind;
  hint: string;
}

type GroupAnswer = Pick<Value<'getGroup'>, 'group' | 'obstacle' | 'waitUntilMs' | 'nextSeatMs' | 'mine'>;
type Mine = NonNullable<GroupAnswer['mine']>;

const action = (label: string, kind: PrimaryActionKind, hint = ''): PrimaryAction => ({ label, kind, hint });

const reviewing = membershipStateLabels.Applied.plain;
const approved = membershipStateLabels.Approved.plain;

/** Says how an earlier application ended, but nothing about money, which only its order knows about. */
function endOfApplication({ membershipState, orderId, timeline }: Mine): string {
  if (membershipState === 'Rejected') return '上次申请未通过';
  if (membershipState === 'Withdrawn') return '上次的申请你已撤回';
  if (membershipState !== 'TimedOut') return '';
  const lapsed = orderId === null && timeline.some(({ event }) => event === 'approved');
  return lapsed ? `上次通过后 ${payWithinHours} 小时的付款时间已过，名额已让出` : '上次群主超时未答复，申请已结束';
}

/** Shown when nothing keeps the person from trying again. */
function returnHint({ group, mine }: GroupAnswer): string {
  const end = mine === null ? '' : endOfApplication(mine);
  if (mine === null || end === '') return '';
  const money = mine.orderId === null ? '' : '，款项进度见订单';
  return `${end}${money}，可以再次${group.admission === 'instant' ? '加入' : '申请'}。`;
}

/** An approved applicant may pay until then, despite any obstacle; `null` for everybody else. */
function approvedUntil(mine: GroupAnswer['mine']): string | null {
  return mine?.membershipState === 'Approved' && mine.payUntilMs !== null ? formatTime(mine.payUntilMs) : null;
}

const waitingHint = (mine: GroupAnswer['mine']): string =>
  mine?.reviewUntilMs ? `群主最晚 ${formatTime(mine.reviewUntilMs)} 答复。` : '';

/** Unpaid orders and approvals hold seats only for a while. */
function fullHint(nextSeatMs: number | null, maySell: boolean): string {
  if (nextSeatMs === null) return '有名额释放时会重新开放。';
  const held = maySell ? '名额都占着，其中有还没付款的' : '名额都占着，其中有还没确定的';
  if (nextSeatMs <= serverNowMs()) return `${held}，随时可能空出来。`;
  return `${held}，最早 ${formatTime(nextSeatMs)} 可能空出来。`;
}

const waitHint = (why: string, untilMs: number | null): string =>
  `${why}，${untilMs === null ? '过些时候' : `${formatTime(untilMs)} 起`}可以再加入。`;

const notOnIos = action('iOS 端暂不支持开通', 'none');

/** `hasBegun`: this phone has begun a purchase here, which goes on without writing another application. */
export function primaryActionOf(answer: GroupAnswer, maySell: boolean, hasBegun = false): PrimaryAction {
  const { group, obstacle, mine } = answer;
  const until = approvedUntil(mine);
  switch (obstacle) {
    case 'AlreadyMember':
      return action('查看入群凭证', 'ticket');
    case 'UnderReview':
      return action(`${reviewing} · 查看进度`, 'order');
    case 'Applied':
      return action(`${reviewing} · 查看申请`, 'application', waitingHint(mine));
    case 'OwnGroup':
      return action('去管理这个社群', 'manage');
    case 'GroupFull':
      return action('已满员', 'none', fullHint(answer.nextSeatMs, maySell));
    case 'OrdersLapsed':
      return maySell ? action('暂不可加入', 'none', waitHint('连着两笔订单没有付款', answer.waitUntilMs)) : notOnIos;
    case 'RefundedTooOften':
      return maySell ? action('暂不可加入', 'none', waitHint('半年里已经两次退款', answer.waitUntilMs)) : notOnIos;
    case 'GroupBanned':
      return action('社群已被平台下架', 'none', '现在不能加入。');
    case 'GroupSuspended':
      return until === null
        ? action('平台核实中，暂不可加入', 'none', '平台正在核实这个社群，核实期间不能加入。')
        : action(
            `${approved} · 查看申请`,
            'application',
            `平台正在核实这个社群，现在不能继续。名额为你保留到 ${until}。`,
          );
    case 'GroupPaused':
      return until === null
        ? action('暂停加入', 'none', '群主暂时关闭了加入。')
        : action(`${approved} · 查看申请`, 'application', `社群现在没有开放加入，名额为你保留到 ${until}。`);
    case 'NoValidQr':
      return until === null
        ? action('等待群主更新群码', 'none', '没有有效群码时不开放，不让你白跑一趟。')
        : action(`${approved} · 查看申请`, 'application', `群主还没有补上群码，名额为你保留到 ${until}。`);
    case 'ApplyFirst':
      return maySell ? action('申请入群', 'apply', returnHint(answer)) : notOnIos;
    case null:
      break;
  }
  if (!maySell) return until === null ? notOnIos : action(`${approved} · 查看申请`, 'application');
  const price = formatYuan(group.priceFen);
  if (until !== null) return action(`支付 ${price} 入群`, 'buy', `申请已通过，名额为你保留到 ${until}。`);
  if (group.admission === 'payThenReview' && !hasBegun)
    return action(`填写申请并支付 ${price}`, 'apply', returnHint(answer));
  const verb = group.admission === 'instant' ? '入群' : '申请入群';
  return action(`支付 ${price} ${verb}`, 'buy', returnHint(answer));
}
