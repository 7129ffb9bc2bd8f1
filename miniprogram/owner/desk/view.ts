import type { GroupState } from '../../../domain/group';
import type { Value } from '../../services/call';
import { admissionNames, groupStateNames } from '../../services/words';
import { moment, percent, yuan } from '../../services/written';

export type MyGroup = Value<'getMyGroup'>;
export type DeskAct = 'submit' | 'pause' | 'resume' | 'close';
type Tone = 'good' | 'waiting' | 'quiet' | 'alert';

/** One thing to do before a group can be offered. */
interface Step {
  title: string;
  done: boolean;
}

/** A group as those who run it see it. */
export interface DeskView {
  name: string;
  coverFileId: string;
  category: string;
  state: string;
  tone: Tone;
  story: string;
  /** What an operator wrote when returning or banning it; '' where there is nothing. */
  word: string;
  terms: string;
  /** Only while it was never offered. */
  steps: Step[];
  /** The one button; '' for none. */
  act: DeskAct | '';
  /** Whether `act` can do anything yet. */
  ready: boolean;
  editable: boolean;
  qrNote: string;
  qrAlert: boolean;
  reviewed: boolean;
  /** The operator's share, in words; '' where it is not for this person to see. */
  rate: string;
  closable: boolean;
}

interface Telling {
  readonly tone: Tone;
  readonly story: string;
  readonly act: DeskAct | '';
}

const tellings: Record<GroupState, Telling> = {
  Draft: { tone: 'quiet', story: '还没有人能看到它。准备好之后提交平台审核，通过后开放加入。', act: 'submit' },
  PendingReview: { tone: 'waiting', story: '已经提交，运营人员正在核实。期间不能修改，有结果后这里会更新。', act: '' },
  Listed: { tone: 'good', story: '正在开放加入，没有有效群码时自动停止。', act: 'pause' },
  Paused: { tone: 'waiting', story: '已暂停加入，已有成员不受影响。需要有效群码才能重新开放。', act: 'resume' },
  Closed: { tone: 'quiet', story: '已经关闭，不能再开放。已有成员的订单和退款照常处理。', act: '' },
  Banned: { tone: 'alert', story: '已被平台下架。如有疑问，请联系运营人员。', act: '' },
};

/** Until when a code lets people in; `null`: none does now. */
function qrValidUntil(group: MyGroup): number | null {
  const live = group.qrs.filter(({ state }) => state === 'Live').map(({ expiresAtMs }) => expiresAtMs);
  return live.length > 0 ? Math.max(...live) : null;
}

const soonMs = 24 * 3_600_000;

export function deskView(group: MyGroup, nowMs: number): DeskView {
  const { state, text, terms } = group;
  const { tone, story, act } = tellings[state];
  const untilMs = qrValidUntil(group);
  const word = group.operatorsWord?.note ?? '';
  const over = state === 'Closed' || state === 'Banned';
  const seats = terms.capacity === null ? '名额不限' : `名额 ${group.seatsTaken ?? 0}/${terms.capacity}`;
  return {
    name: text.name,
    coverFileId: text.coverFileId,
    category: text.category,
    state: groupStateNames[state],
    tone,
    story: state === 'Draft' && word !== '' ? '平台没有通过这次提交。照下面的意见改好之后，可以再提交。' : story,
    word,
    terms: `${yuan(terms.priceFen)} · ${admissionNames[terms.admission].selling} · ${seats}`,
    steps:
      state === 'Draft'
        ? [
            { title: '填写资料和入群方式', done: true },
            { title: '上传一张有效的群码', done: untilMs !== null },
            { title: '提交平台审核', done: false },
          ]
        : [],
    act,
    ready: untilMs !== null || act === 'pause',
    editable: state === 'Draft' || state === 'Listed' || state === 'Paused',
    qrNote: untilMs === null ? '没有有效群码' : `${moment(untilMs)} 到期`,
    qrAlert: !over && (untilMs === null || untilMs - nowMs < soonMs),
    reviewed: terms.admission !== 'instant',
    rate: group.commissionPermyriad === null ? '' : `服务费 ${percent(group.commissionPermyriad)}`,
    closable: !over,
  };
}
