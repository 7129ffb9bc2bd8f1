import type { Saying } from './sentences';

export interface Question {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  /** Without one the dialog only tells. */
  readonly cancel?: string;
  /** What is confirmed can't be undone. */
  readonly danger?: boolean;
}

interface Asker {
  ask: (question: Question) => Promise<boolean>;
}

interface PageWithDialog {
  selectComponent: (selector: string) => unknown;
}

/** Asks on a page that holds `<ask-dialog id="ask" />`. */
export async function ask(page: PageWithDialog, question: Question): Promise<boolean> {
  const dialog = page.selectComponent('#ask') as Asker | null;
  return dialog ? dialog.ask(question) : false;
}

/** Tells a refusal with its next step; `true` when the person wants to take it. */
export async function tell(page: PageWithDialog, saying: Saying): Promise<boolean> {
  const { title, text, label } = saying;
  if (saying.step === 'understood') return ask(page, { title, text, confirm: label });
  return ask(page, { title, text, confirm: label, cancel: '知道了' });
}
