import { toText } from '../text';
import { BuiltIn } from './built-in';

interface Callbacks {
  success?: (result: object) => void;
  complete?: (result: object) => void;
}

/** `<editor>`: an editable text box. Formatting is the browser's; the delta holds plain inserts only. */
export class EditorElement extends BuiltIn {
  private readonly box = document.createElement('div');

  protected override mount(): void {
    this.box.contentEditable = 'true';
    this.box.className = 'wx-editor';
    this.box.role = 'textbox';
    this.append(this.box);
    this.box.addEventListener('input', () => this.emit('input', this.readContents()));
    this.box.addEventListener('focus', () => this.emit('focus', this.readContents()));
    this.box.addEventListener('blur', () => this.emit('blur', this.readContents()));
    queueMicrotask(() => this.emit('ready', {}));
  }

  protected override changed(name: string, value: unknown): void {
    if (name === 'placeholder') this.box.dataset['hint'] = toText(value);
    if (name === 'read-only') this.box.contentEditable = String(!this.flag(name));
  }

  private readContents(): { html: string; text: string; delta: object } {
    const { innerHTML: html, innerText } = this.box;
    return { html, text: innerText, delta: { ops: [{ insert: innerText }] } };
  }

  /** The object that `SelectorQuery.context()` returns for an editor. */
  readonly context = {
    setContents: (options: Callbacks & { html?: string; delta?: { ops: { insert?: unknown }[] } }): void => {
      const plain = (options.delta?.ops ?? []).map(({ insert }) => toText(insert)).join('');
      if (options.html === undefined) this.box.innerText = plain;
      else this.box.innerHTML = removeScripts(options.html);
      invokeCallbacks(options, {});
    },
    getContents: (options: Callbacks = {}): void => invokeCallbacks(options, this.readContents()),
    clear: (options: Callbacks = {}): void => {
      this.box.textContent = '';
      invokeCallbacks(options, {});
    },
    insertText: (options: Callbacks & { text?: string } = {}): void => {
      this.box.append(options.text ?? '');
      invokeCallbacks(options, {});
    },
    insertImage: (options: Callbacks & { src?: string } = {}): void => {
      this.box.append(Object.assign(new Image(), { src: options.src ?? '' }));
      invokeCallbacks(options, {});
    },
    insertDivider: (options: Callbacks = {}): void => {
      this.box.append(document.createElement('hr'));
      invokeCallbacks(options, {});
    },
    format: (name: string): void => console.warn(`<editor>: the preview does not format ("${name}")`),
    removeFormat: (options: Callbacks = {}): void => invokeCallbacks(options, {}),
    undo: (options: Callbacks = {}): void => invokeCallbacks(options, {}),
    redo: (options: Callbacks = {}): void => invokeCallbacks(options, {}),
    blur: (): void => this.box.blur(),
    scrollIntoView: (): void => this.box.scrollIntoView({ block: 'nearest' }),
  };
}

function invokeCallbacks(options: Callbacks, result: object): void {
  options.success?.(result);
  options.complete?.(result);
}

function removeScripts(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const node of body.querySelectorAll('script, style, iframe, object, embed')) node.remove();
  for (const node of body.querySelectorAll('*'))
    for (const { name } of [...node.attributes]) if (name.startsWith('on')) node.removeAttribute(name);
  return body.innerHTML;
}
