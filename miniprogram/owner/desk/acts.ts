import type { Question } from '../../services/asking';
import type { DeskAct } from './view';

interface Telling {
  /** On the button. */
  readonly label: string;
  readonly question: Question;
  /** When it is done. */
  readonly done: string;
}

export const acts: Record<DeskAct, Telling> = {
  submit: {
    label: '提交平台审核',
    question: {
      title: '提交平台审核？',
      text: '审核期间不能修改资料。通过后会出现在「发现」里，谁都能加入。',
      confirm: '提交',
      cancel: '再看看',
    },
    done: '已提交',
  },
  pause: {
    label: '暂停加入',
    question: {
      title: '暂停加入？',
      text: '新的人不能再加入，通过了还没付款的人也要等重新开放。已付款的申请照常处理，已有成员不受影响。',
      confirm: '暂停',
      cancel: '不了',
    },
    done: '已暂停',
  },
  resume: {
    label: '重新开放',
    question: {
      title: '重新开放加入？',
      text: '社群会重新出现在「发现」里，有效群码会给新加入的人看。',
      confirm: '开放',
      cancel: '不了',
    },
    done: '已开放',
  },
  close: {
    label: '关闭社群',
    question: {
      title: '关闭这个社群？',
      text: '关闭后不能再开放或修改。等待审核的申请仍要处理，超时自动结束，付过的款自动退回。',
      confirm: '永久关闭',
      cancel: '先不关',
      danger: true,
    },
    done: '已关闭',
  },
};

export const actLabels: Record<DeskAct, string> = {
  submit: acts.submit.label,
  pause: acts.pause.label,
  resume: acts.resume.label,
  close: acts.close.label,
};
