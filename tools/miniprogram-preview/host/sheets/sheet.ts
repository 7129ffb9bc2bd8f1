import { overlay } from '../phone';
import { toText } from '../text';

/** Something WeChat draws above the pages. `close` takes it away. */
export interface Sheet {
  element: HTMLElement;
  close(): void;
}

/** Puts a layer over the phone; `kind` is its class. With `onMask`, a tap beside the content calls it. */
export function openSheet(kind: string, html: string, onMask?: () => void): Sheet {
  const element = document.createElement('div');
  element.className = `wx-sheet ${kind}`;
  element.innerHTML = html;
  element.addEventListener('click', (event) => {
    if (event.target === element) onMask?.();
  });
  overlay.append(element);
  return { element, close: () => element.remove() };
}

/** Text that came from a mini-program, safe to put into HTML. */
export function escapeHtml(value: unknown): string {
  const replacements: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return toText(value).replace(/[&<>"]/g, (character) => replacements[character] ?? character);
}
