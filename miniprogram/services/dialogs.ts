import type { UserMessage } from './refusalMessages';

/** A yes-or-no question. */
export interface Confirmation {
  readonly title: string;
  readonly text: string;
  readonly confirmLabel: string;
  /** Without one the dialog only informs. */
  readonly cancelLabel?: string;
  /** The confirmed action can't be undone. */
  readonly danger?: boolean;
}

/** The methods of `confirm-dialog` that pages call. */
interface ConfirmDialog {
  open: (confirmation: Confirmation) => Promise<boolean>;
}

/** A page that contains `<confirm-dialog id="dialog" />`. */
export interface DialogPage {
  selectComponent: (selector: string) => unknown;
}

/** Asks the person; `true` when they confirm. */
export async function confirm(page: DialogPage, confirmation: Confirmation): Promise<boolean> {
  const dialog = page.selectComponent('#dialog') as ConfirmDialog | null;
  return dialog ? dialog.open(confirmation) : false;
}

/** Shows a message with its next step; `true` when the person wants to take it. */
export async function showMessage(page: DialogPage, message: UserMessage): Promise<boolean> {
  const { title, text, label } = message;
  if (message.step === 'understood') return confirm(page, { title, text, confirmLabel: label });
  return confirm(page, { title, text, confirmLabel: label, cancelLabel: '知道了' });
}
