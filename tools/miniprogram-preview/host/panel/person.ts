import { addressOf, session } from '../session';
import { shownUrl } from '../page-stack';
import { button, field, row, section } from './controls';

/** Starts the mini-program again as somebody, on the page that is shown or, for another person, at its beginning. */
function become(person: string): void {
  location.assign(addressOf(person, undefined));
}

/** Who uses the phone. */
export function personSection(): HTMLElement {
  const people = session.people.includes(session.person) ? session.people : [...session.people, session.person];
  const buttons = people.map((person) => {
    const choice = button(person, () => become(person));
    choice.ariaPressed = String(person === session.person);
    return choice;
  });
  return section('我是谁', row(...buttons), field('别的名字', '切换', become));
}

/** From where the mini-program is opened. */
export function entrySection(): HTMLElement {
  const restart = button('重新打开', () => location.assign(addressOf(session.person, undefined)));
  const reload = button('刷新此页', () => location.reload());
  const fromCard = field(
    '群名',
    '从群卡片进入',
    (group) => location.assign(addressOf(session.person, shownUrl(), group)),
    session.group ?? '',
  );
  const leave = button('不从群进入', () => location.assign(addressOf(session.person, shownUrl())));
  return section('打开方式', row(restart, reload), fromCard, ...(session.group === undefined ? [] : [row(leave)]));
}
