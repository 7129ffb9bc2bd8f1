import { buildPreviewUrl, session } from '../session';
import { getShownUrl } from '../page-stack';
import { createButton, createField, createRow, createSection } from './controls';

/** Restarts the mini-program as another person, on its first page. */
function switchPerson(person: string): void {
  location.assign(buildPreviewUrl(person, undefined));
}

/** Chooses the person who uses the phone. */
export function createPersonSection(): HTMLElement {
  const people = session.people.includes(session.person) ? session.people : [...session.people, session.person];
  const buttons = people.map((person) => {
    const choice = createButton(person, () => switchPerson(person));
    choice.ariaPressed = String(person === session.person);
    return choice;
  });
  return createSection('我是谁', createRow(...buttons), createField('别的名字', '切换', switchPerson));
}

/** Chooses how the mini-program is opened. */
export function createEntrySection(): HTMLElement {
  const restart = createButton('重新打开', () => location.assign(buildPreviewUrl(session.person, undefined)));
  const reload = createButton('刷新此页', () => location.reload());
  const fromCard = createField(
    '群名',
    '从群卡片进入',
    (group) => location.assign(buildPreviewUrl(session.person, getShownUrl(), group)),
    session.group ?? '',
  );
  const leave = createButton('不从群进入', () => location.assign(buildPreviewUrl(session.person, getShownUrl())));
  return createSection(
    '打开方式',
    createRow(restart, reload),
    fromCard,
    ...(session.group === undefined ? [] : [createRow(leave)]),
  );
}
