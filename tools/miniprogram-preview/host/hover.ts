import { BuiltIn } from './components/built-in';

const defaults: Record<string, string> = { 'WX-BUTTON': 'button-hover', 'WX-NAVIGATOR': 'navigator-hover' };

/** Applies `hover-class` to the pressed component. The returned function removes it after the component's stay time. */
export function startHover(target: EventTarget | null): () => void {
  const pressed = findHoverable(target);
  const chosen = pressed?.prop('hover-class', defaults[pressed.tagName] ?? '');
  if (pressed === undefined || !chosen || chosen === 'none' || pressed.flag('disabled')) return () => undefined;
  const toggle = (on: boolean): void => {
    if (chosen === defaults[pressed.tagName]) pressed.toggleAttribute('data-hover', on);
    else pressed.__wxElement?.toggleNodeClass(chosen, on);
  };
  const start = window.setTimeout(() => toggle(true), pressed.number('hover-start-time', 20));
  return () => {
    window.clearTimeout(start);
    window.setTimeout(() => toggle(false), pressed.number('hover-stay-time', 70));
  };
}

function findHoverable(target: EventTarget | null): BuiltIn | undefined {
  for (let node = target as Node | null; node !== null; node = node.parentNode) {
    if (node instanceof BuiltIn && (node.has('hover-class') || node.tagName in defaults)) return node;
  }
  return undefined;
}
