import type { Category } from '../../../contracts/shapes';
import type { GroupState } from '../../../domain/group';
import type { Value } from '../../services/call';
import { formatPercent, formatTime, formatYuan } from '../../services/format';
import { admissionLabels, groupStateLabels } from '../../services/labels';
import type { Tone } from '../../services/orderPresentation';
import { qrExpiresSoonMs } from '../../services/timeLimits';

type MyGroup = Value<'getMyGroup'>;
export type GroupAction = 'submit' | 'pause' | 'resume' | 'close';

/** One thing to do before a group can be submitted. */
interface Step {
  title: string;
  done: boolean;
}

/** A group as its owner and managers see it. */
export interface DashboardView {
  name: string;
  coverFileId: string;
  category: Category;
  stateLabel: string;
  tone: Tone;
  statusText: string;
  /** The operator's note when returning or banning it; '' if there is none. */
  moderationNote: string;
  terms: string;
  /** Only for a draft. */
  steps: Step[];
  /** The action of the one button; '' for none. */
  action: GroupAction | '';
  /** `action` can be taken now: it may need a valid QR first. */
  ready: boolean;
  editable: boolean;
  qrNote: string;
  qrAlert: boolean;
  reviewed: boolean;
  /** The operator's share; '' if this person may not see it. */
  rate: string;
  closable: boolean;
}

interface Presentation {
  readonly tone: Tone;
  readonly statusText: string;
  readonly action: GroupAction | '';
}

const presentations: Record<GroupState, Presentation> = {
  Draft: { tone: 'quiet', statusText: '还没有人能看到它。准备好之后提交平台审核，通过后开放加入。', action: 'submit' },
  PendingReview: {
    tone: 'waiting',
    statusText: '已经提交，运营人员正在核实。期间不能修改，有结果后这里会更新。',
    action: '',
  },
  Listed: { tone: 'good', statusText: '正在开放加入，没有有效群码时自动停止。', action: 'pause' },
  Paused: { tone: 'waiting', statusText: '已暂停加入，已有成员不受影响。需要有效群码才能重新开放。', action: 'resume' },
  Suspended: {
    tone: 'alert',
    statusText: '平台正在核实，期间不能加入，新的人看不到群码，应结的收益先冻结。核实结束后这里会更新。',
    action: '',
  },
  Closed: { tone: 'quiet', statusText: '已经关闭，不能再开放。已有成员的订单和退款照常处理。', action: '' },
  Banned: {
    tone: 'alert',
    statusText:
      '已被平台下架：群码不再给任何人看，没看过群码的人自动退款，应结的收益已冻结。如有疑问，请联系运营人员。',
    action: '',
  },
};

type Decision = NonNullable<MyGroup['moderationNote']>['decision'];

/** The text of a state that an operator's last decision led to, where that says more than the state. */
const noteTexts: Record<Decision, Partial<Record<GroupState, string>>> = {
  returned: { Draft: '平台没有通过这次提交。照下面的意见改好之后，可以再提交。' },
  restored: {
    Draft: '平台解除了下架。社群回到草稿，重新提交、通过审核之后才能开放；已经退回的款项不会再收。',
    Paused: '平台核实完了，社群现在是暂停状态，由你决定什么时候重新开放。',
  },
  suspended: {},
  banned: {},
};

/** The latest expiry of a live QR; `null` if there is none. */
function lastQrExpiry(group: MyGroup): number | null {
  const live = group.qrs.filter(({ state }) => state === 'Live').map(({ expiresAtMs }) => expiresAtMs);
  return live.length > 0 ? Math.max(...live) : null;
}

export function dashboardView(group: MyGroup, nowMs: number): DashboardView {
  const { state, text, terms } = group;
  const { tone, statusText, action } = presentations[state];
  const qrExpiresAtMs = lastQrExpiry(group);
  const moderationNote = group.moderationNote?.note ?? '';
  const ended = state === 'Closed' || state === 'Banned';
  const seats = terms.capacity === null ? '名额不限' : `名额 ${group.seatsTaken ?? 0}/${terms.capacity}`;
  return {
    name: text.name,
    coverFileId: text.coverFileId,
    category: text.category,
    stateLabel: groupStateLabels[state],
    tone,
    statusText: noteTexts[group.moderationNote?.decision ?? 'banned'][state] ?? statusText,
    moderationNote,
    terms: `${formatYuan(terms.priceFen)} · ${admissionLabels[terms.admission].selling} · ${seats}`,
    steps:
      state === 'Draft'
        ? [
            { title: '填写资料和入群方式', done: true },
            { title: '上传一张有效的群码', done: qrExpiresAtMs !== null },
            { title: '提交平台审核', done: false },
          ]
        : [],
    action,
    ready: qrExpiresAtMs !== null || action === 'pause',
    editable: state === 'Draft' || state === 'Listed' || state === 'Paused',
    qrNote: qrExpiresAtMs === null ? '没有有效群码' : `${formatTime(qrExpiresAtMs)} 到期`,
    qrAlert: !ended && (qrExpiresAtMs === null || qrExpiresAtMs - nowMs < qrExpiresSoonMs),
    reviewed: terms.admission !== 'instant',
    rate: group.commissionPermyriad === null ? '' : `服务费 ${formatPercent(group.commissionPermyriad)}`,
    closable: !ended && state !== 'Suspended',
  };
}
