import { panelPlace } from '../phone';
import { session } from '../session';
import { clockSection, costSection, messageSection, paymentSection, timerSection } from './emulator';
import { entrySection, personSection } from './person';
import { updateSection } from './updates';
import { phoneSection } from './phone-settings';

/** The panel beside the phone; on a narrow screen it is a handle at the edge that opens over the phone. */
export function drawPanel(): void {
  const handle = document.createElement('button');
  handle.className = 'pv-handle';
  handle.textContent = '⋮';
  handle.ariaLabel = '调试面板';
  const content = document.createElement('div');
  content.className = 'pv-panel-content';
  handle.addEventListener('click', () => {
    const open = panelPlace.toggleAttribute('data-open');
    handle.textContent = open ? '✕' : '⋮';
    if (content.childElementCount === 0) fill(content);
  });
  panelPlace.append(handle, content);
  if (window.innerWidth > 480) fill(content);
}

function fill(content: HTMLElement): void {
  content.append(personSection(), entrySection(), phoneSection());
  if (session.emulator)
    content.append(paymentSection(), clockSection(), timerSection(), messageSection(), costSection());
  content.append(updateSection());
}
