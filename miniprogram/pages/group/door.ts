import type { Value } from '../../services/call';
import { payWithinHours } from '../../services/rules';
import { moment, yuan } from '../../services/written';

export type DoorAct = 'buy' | 'apply' | 'application' | 'ticket' | 'order' | 'manage' | 'none';

/** The one button of a group's page: what it says, what it does, and a line above it for those whom it can't help. */
export interface Door {
  label: string;
  act: DoorAct;
  hint: string;
}

type Answered = Pick<Value<'getGroup'>, 'group' | 'obstacle' | 'mine'>;
type Mine = NonNullable<Answered['mine']>;

const door = (label: string, act: DoorAct, hint = ''): Door => ({ label, act, hint });

/** How an application ended that nothing was paid for: nothing goes back. */
function endOfApplication({ membershipState, timeline }: Mine): string {
  if (membershipState === 'Rejected') return '上次申请未通过';
  if (membershipState === 'Withdrawn') return '上次的申请你已撤回';
  if (membershipState !== 'TimedOut') return '';
  const approved = timeline.some(({ event }) => event === 'approved');
  return approved ? `上次通过后 ${payWithinHours} 小时内没有付款，名额已让出` : '上次群主超时未答复，申请已结束';
}

function endOfPaid({ membershipState }: Mine): string {
  if (membershipState === 'Rejected') return '上次申请未通过，款项原路退回';
  return membershipState === 'TimedOut' ? '上次群主超时未答复，款项原路退回' : '';
}

/** What people did before shows when nothing stands in the way of trying again. */
function hintOfReturn({ group, mine }: Answered): string {
  const end = mine === null ? '' : mine.orderId === null ? endOfApplication(mine) : endOfPaid(mine);
  return end === '' ? '' : `${end}，可以再次${group.admission === 'instant' ? '加入' : '申请'}。`;
}

/** An approved applicant has until then to pay, whatever else is so. */
function approvedUntil(mine: Answered['mine']): string | null {
  return mine?.membershipState === 'Approved' && mine.payUntilMs !== null ? moment(mine.payUntilMs) : null;
}

const notOnIos = door('iOS 端暂不支持开通', 'none');

export function doorOf(answered: Answered, selling: boolean): Door {
  const { group, obstacle, mine } = answered;
  const until = approvedUntil(mine);
  switch (obstacle) {
    case 'AlreadyMember':
      return door('查看入群凭证', 'ticket');
    case 'UnderReview':
      return door('审核中 · 查看进度', 'order');
    case 'Applied':
      return door('审核中 · 查看申请', 'application', hintOfWaiting(mine));
    case 'OwnGroup':
      return door('去管理这个社群', 'manage');
    case 'GroupFull':
      return door('已满员', 'none', '有名额释放时会重新开放。');
    case 'GroupPaused':
      return until === null
        ? door('暂停加入', 'none', '群主暂时关闭了加入。')
        : door('已通过 · 查看申请', 'application', `群主暂时关闭了加入，名额为你保留到 ${until}。`);
    case 'NoValidQr':
      return until === null
        ? door('等待群主更新群码', 'none', '没有有效群码时不开放，不让你白跑一趟。')
        : door('已通过 · 查看申请', 'application', `群主还没有补上群码，名额为你保留到 ${until}。`);
    case 'ApplyFirst':
      return selling ? door('申请入群', 'apply', hintOfReturn(answered)) : notOnIos;
    case null:
      break;
  }
  if (!selling) return until === null ? notOnIos : door('已通过 · 查看申请', 'application');
  const price = yuan(group.priceFen);
  if (until !== null) return door(`支付 ${price} 入群`, 'buy', `申请已通过，名额为你保留到 ${until}。`);
  const verb = group.admission === 'instant' ? '入群' : '申请入群';
  return door(`支付 ${price} ${verb}`, 'buy', hintOfReturn(answered));
}

function hintOfWaiting(mine: Answered['mine']): string {
  return mine?.reviewUntilMs ? `群主最晚 ${moment(mine.reviewUntilMs)} 答复。` : '';
}
