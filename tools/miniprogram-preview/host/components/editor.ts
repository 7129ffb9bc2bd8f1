import { text } from '../text';
import { BuiltIn } from './built-in';

interface Settled {
  success?: (result: object) => void;
  complete?: (result: object) => void;
}

/** `<editor>`: a box of text to edit. Its formats are the browser's; there is no delta beyond plain inserts. */
export class EditorElement extends BuiltIn {
  private readonly box = document.createElement('div');

  protected override mount(): void {
    this.box.contentEditable = 'true';
    this.box.className = 'wx-editor';
    this.box.role = 'textbox';
    this.append(this.box);
    this.box.addEventListener('input', () => this.emit('input', this.detail()));
    this.box.addEventListener('focus', () => this.emit('focus', this.detail()));
    this.box.addEventListener('blur', () => this.emit('blur', this.detail()));
    queueMicrotask(() => this.emit('ready', {}));
  }

  protected override changed(name: string, value: unknown): void {
    if (name === 'placeholder') this.box.dataset['hint'] = text(value);
    if (name === 'read-only') this.box.contentEditable = String(!this.flag(name));
  }

  private detail(): { html: string; text: string; delta: object } {
    const { innerHTML: html, innerText } = this.box;
    return { html, text: innerText, delta: { ops: [{ insert: innerText }] } };
  }

  /** What `SelectorQuery.context()` gives for an editor. */
  readonly context = {
    setContents: (options: Settled & { html?: string; delta?: { ops: { insert?: unknown }[] } }): void => {
      const plain = (options.delta?.ops ?? []).map(({ insert }) => text(insert)).join('');
      if (options.html === undefined) this.box.innerText = plain;
      else this.box.innerHTML = withoutScripts(options.html);
      settle(options, {});
    },
    getContents: (options: Settled = {}): void => settle(options, this.detail()),
    clear: (options: Settled = {}): void => {
      this.box.textContent = '';
      settle(options, {});
    },
    insertText: (options: Settled & { text?: string } = {}): void => {
      this.box.append(options.text ?? '');
      settle(options, {});
    },
    insertImage: (options: Settled & { src?: string } = {}): void => {
      this.box.append(Object.assign(new Image(), { src: options.src ?? '' }));
      settle(options, {});
    },
    insertDivider: (options: Settled = {}): void => {
      this.box.append(document.createElement('hr'));
      settle(options, {});
    },
    format: (name: string): void => console.warn(`<editor>: the preview does not format ("${name}")`),
    removeFormat: (options: Settled = {}): void => settle(options, {}),
    undo: (options: Settled = {}): void => settle(options, {}),
    redo: (options: Settled = {}): void => settle(options, {}),
    blur: (): void => this.box.blur(),
    scrollIntoView: (): void => this.box.scrollIntoView({ block: 'nearest' }),
  };
}

function settle(options: Settled, result: object): void {
  options.success?.(result);
  options.complete?.(result);
}

function withoutScripts(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const node of body.querySelectorAll('script, style, iframe, object, embed')) node.remove();
  for (const node of body.querySelectorAll('*'))
    for (const { name } of [...node.attributes]) if (name.startsWith('on')) node.removeAttribute(name);
  return body.innerHTML;
}
