import type { Value } from '../../services/call';
import { yuan } from '../../services/written';

export type DoorAct = 'buy' | 'ticket' | 'order' | 'manage' | 'none';

/** The one button of a group's page: what it says, what it does, and a line above it for those whom it can't help. */
export interface Door {
  label: string;
  act: DoorAct;
  hint: string;
}

type Answered = Pick<Value<'getGroup'>, 'group' | 'obstacle' | 'mine'>;

const door = (label: string, act: DoorAct, hint = ''): Door => ({ label, act, hint });

/** What people did before shows when nothing stands in the way of trying again. */
function hintOfReturn(mine: Answered['mine']): string {
  // Nothing was paid, nothing goes back.
  if (mine?.orderId === null) return mine.entryState === 'Rejected' ? '上次申请未通过，可以再次申请。' : '';
  if (mine?.entryState === 'Rejected') return '上次申请未通过，款项原路退回，可以再次申请。';
  if (mine?.entryState === 'TimedOut') return '上次群主超时未答复，款项原路退回，可以再次申请。';
  return '';
}

export function doorOf({ group, obstacle, mine }: Answered, selling: boolean): Door {
  switch (obstacle) {
    case 'AlreadyMember':
      return door('查看入群凭证', 'ticket');
    case 'UnderReview':
      return door('审核中 · 查看进度', 'order');
    case 'OwnGroup':
      return door('去管理这个社群', 'manage');
    case 'GroupFull':
      return door('已满员', 'none', '有名额释放时会重新开放。');
    case 'GroupPaused':
      return door('暂停加入', 'none', '群主暂时关闭了加入。');
    case 'NoLiveCode':
      return door('等待群主更新群码', 'none', '没有有效群码时不开放，不让你白跑一趟。');
    case 'ApplyFirst':
      return door('先申请，通过后付款', 'none', hintOfReturn(mine));
    case 'Applied':
      return door('申请已提交', 'none', '等群主答复，通过后有 24 小时付款。现在没有扣款。');
    case null:
      break;
  }
  if (!selling) return door('iOS 端暂不支持开通', 'none');
  const verb = group.admission === 'instant' ? '入群' : '申请入群';
  return door(`支付 ${yuan(group.priceFen)} ${verb}`, 'buy', hintOfReturn(mine));
}
