import { panelElement } from '../phone';
import { session } from '../session';
import {
  createClockSection,
  createCostSection,
  createMessageSection,
  createPaymentSection,
  createTimerSection,
} from './emulator';
import { createEntrySection, createPersonSection } from './person';
import { createUpdateSection } from './updates';
import { createPhoneSection } from './phone-settings';

/** The panel beside the phone. On a narrow screen, a handle at the edge opens it over the phone. */
export function drawPanel(): void {
  const handle = document.createElement('button');
  handle.className = 'pv-handle';
  handle.textContent = '⋮';
  handle.ariaLabel = '调试面板';
  const content = document.createElement('div');
  content.className = 'pv-panel-content';
  handle.addEventListener('click', () => {
    const open = panelElement.toggleAttribute('data-open');
    handle.textContent = open ? '✕' : '⋮';
    if (content.childElementCount === 0) fill(content);
  });
  panelElement.append(handle, content);
  if (window.innerWidth > 480) fill(content);
}

function fill(content: HTMLElement): void {
  content.append(createPersonSection(), createEntrySection(), createPhoneSection());
  if (session.emulator)
    content.append(
      createPaymentSection(),
      createClockSection(),
      createTimerSection(),
      createMessageSection(),
      createCostSection(),
    );
  content.append(createUpdateSection());
}
