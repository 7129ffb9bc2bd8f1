import { overlay } from '../phone';
import { toText } from '../text';

/** A layer that WeChat draws above the pages. `close` removes it. */
export interface Sheet {
  element: HTMLElement;
  close(): void;
}

/** Puts a layer over the phone; `kind` is its class. A tap outside the content calls `onMask`. */
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

/** Escapes text from a mini-program for HTML. */
export function escapeHtml(value: unknown): string {
  const replacements: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return toText(value).replace(/[&<>"]/g, (character) => replacements[character] ?? character);
}
