import type { Confirmation } from '../../services/dialogs';
import type { GroupAction } from './view';

interface ActionTexts {
  /** On the button. */
  readonly label: string;
  readonly confirmation: Confirmation;
  /** Shown when it is done. */
  readonly toast: string;
}

export const actionTexts: Record<GroupAction, ActionTexts> = {
  submit: {
    label: '提交平台审核',
    confirmation: {
      title: '提交平台审核？',
      text: '审核期间不能修改资料。通过后会出现在「发现」里，谁都能加入。',
      confirmLabel: '提交',
      cancelLabel: '再看看',
    },
    toast: '已提交',
  },
  pause: {
    label: '暂停加入',
    confirmation: {
      title: '暂停加入？',
      text: '新的人不能再加入。已经通过的人仍能在期限内付款，名额为他们保留。已付款的申请照常处理，已有成员不受影响。',
      confirmLabel: '暂停',
      cancelLabel: '不了',
    },
    toast: '已暂停',
  },
  resume: {
    label: '重新开放',
    confirmation: {
      title: '重新开放加入？',
      text: '社群会重新出现在「发现」里，有效群码会给新加入的人看。',
      confirmLabel: '开放',
      cancelLabel: '不了',
    },
    toast: '已开放',
  },
  close: {
    label: '关闭社群',
    confirmation: {
      title: '关闭这个社群？',
      text: '关闭后不能再开放或修改。等待审核的申请仍要处理，超时自动结束，付过的款自动退回。',
      confirmLabel: '永久关闭',
      cancelLabel: '先不关',
      danger: true,
    },
    toast: '已关闭',
  },
};

export const actionLabels: Record<GroupAction, string> = {
  submit: actionTexts.submit.label,
  pause: actionTexts.pause.label,
  resume: actionTexts.resume.label,
  close: actionTexts.close.label,
};
