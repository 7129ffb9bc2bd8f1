import { session } from '../session';
import { escapeHtml, openSheet, type Sheet } from './sheet';

let openedSheet: Sheet | undefined;

/** The line above the keyboard of an `<input type="nickname">` that offers the person's WeChat name. */
export function offerNickname(take: (name: string) => void): void {
  hideNicknameOffer();
  const name = escapeHtml(session.person);
  const sheet = openSheet('wx-nickname-bar', `<div><small>用微信昵称填写</small><button>${name}</button></div>`);
  // The field keeps its focus, as with a phone's keyboard.
  sheet.element.addEventListener('pointerdown', (event) => event.preventDefault());
  sheet.element.addEventListener('mousedown', (event) => event.preventDefault());
  sheet.element.querySelector('button')?.addEventListener('click', () => {
    take(session.person);
    hideNicknameOffer();
  });
  openedSheet = sheet;
}

export function hideNicknameOffer(): void {
  openedSheet?.close();
  openedSheet = undefined;
}
