import { session } from '../session';
import { escaped, openSheet, type Sheet } from './sheet';

let shown: Sheet | undefined;

/** The line above the keyboard of an `<input type="nickname">` that offers the person's own WeChat name. */
export function offerNickname(take: (name: string) => void): void {
  withdrawNickname();
  const name = escaped(session.person);
  const sheet = openSheet('wx-nickname-bar', `<div><small>用微信昵称填写</small><button>${name}</button></div>`);
  // The field keeps its focus, as under a keyboard.
  sheet.element.addEventListener('pointerdown', (event) => event.preventDefault());
  sheet.element.addEventListener('mousedown', (event) => event.preventDefault());
  sheet.element.querySelector('button')?.addEventListener('click', () => {
    take(session.person);
    withdrawNickname();
  });
  shown = sheet;
}

export function withdrawNickname(): void {
  shown?.close();
  shown = undefined;
}
