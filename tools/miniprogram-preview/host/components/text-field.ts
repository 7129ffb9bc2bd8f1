import { offerNickname, hideNicknameOffer } from '../sheets/nickname-bar';
import { requirePrivacy } from '../wx/privacy';
import { getHandlerResult } from '../handler-results';
import { findComponent } from '../manifest';
import { BuiltIn } from './built-in';
import type { Field } from './form';
import { findOwnerPath } from './owner';
import { toText } from '../text';

const defaultMaxLength = 140;

/**
 * Base of `<input>` and `<textarea>`: a native field inside, so that keyboards, input methods and test drivers work as
 * usual.
 */
abstract class TextField<T extends HTMLInputElement | HTMLTextAreaElement> extends BuiltIn implements Field {
  protected abstract readonly field: T;
  protected override readonly innerAttributes = new Set([
    'placeholder',
    'value',
    'type',
    'name',
    'password',
    'disabled',
    'maxlength',
    'focus',
    'aria-label',
    'aria-role',
    'aria-roledescription',
  ]);

  protected override mount(): void {
    const { field } = this;
    field.maxLength = defaultMaxLength;
    this.append(field);
    field.addEventListener('input', (event) => {
      if (!(event instanceof InputEvent && event.isComposing)) this.handleInput();
    });
    field.addEventListener('compositionend', () => this.handleInput());
    field.addEventListener('focus', () => this.emit('focus', { value: field.value, height: 0 }));
    field.addEventListener('blur', () => this.emit('blur', { value: field.value, cursor: field.value.length }));
    this.addEventListener('click', (event) => {
      if (event.target === this) field.focus();
    });
  }

  protected handleInput(): void {
    const { value, selectionEnd } = this.field;
    this.emitModel('value', value);
    const detail = {
      value,
      cursor: selectionEnd ?? value.length,
      keyCode: value.codePointAt(value.length - 1) ?? 0,
    };
    this.emit('input', detail);
    this.applyReplacement(getHandlerResult(detail));
  }

  /** A handler of `input` may return a replacement for the field's value. */
  private applyReplacement(answer: unknown): void {
    const value = typeof answer === 'string' ? answer : (answer as { value?: unknown } | undefined)?.value;
    if (typeof value === 'string' && this.field.value !== value) this.field.value = value;
  }

  protected override changed(name: string, value: unknown): void {
    const { field } = this;
    if (name === 'value' && field.value !== toText(value)) field.value = toText(value);
    if (name === 'placeholder') field.placeholder = toText(value);
    if (name === 'disabled') field.disabled = this.flag('disabled');
    if (name === 'readonly') field.readOnly = this.flag('readonly');
    if (name === 'maxlength') this.setMaxLength(Number(value));
    if (name === 'aria-label') field.ariaLabel = toText(value);
    if (name === 'placeholder-style')
      field.style.setProperty('--placeholder', /(?:^|;)\s*color\s*:\s*([^;]+)/.exec(toText(value))?.[1] ?? null);
    if (name === 'placeholder-class') this.colorPlaceholder(toText(value));
    if (name === 'focus' || name === 'auto-focus') this.setFocus(this.flag(name));
  }

  private setMaxLength(length: number): void {
    if (Number.isFinite(length) && length >= 0) this.field.maxLength = length;
    else this.field.removeAttribute('maxlength');
  }

  private setFocus(wanted: boolean): void {
    if (wanted) requestAnimationFrame(() => this.field.focus({ preventScroll: true }));
    else if (document.activeElement === this.field) this.field.blur();
  }

  /** A pseudo-element can't have a class, so the colour is read from a probe element with that class. */
  private colorPlaceholder(classes: string): void {
    if (classes === '') return;
    const scope = findComponent(findOwnerPath(this))?.scope ?? '';
    const probe = document.createElement('i');
    probe.className = classes
      .split(/\s+/)
      .flatMap((name) => [name, `${scope}--${name}`])
      .join(' ');
    const own = getComputedStyle(this).color;
    this.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    if (color !== own) this.field.style.setProperty('--placeholder', color);
  }

  fieldValue(): unknown {
    return this.field.value;
  }

  resetField(): void {
    this.field.value = '';
  }
}

const inputModes: Record<string, string> = { number: 'numeric', digit: 'decimal', idcard: 'text', nickname: 'text' };

export class InputElement extends TextField<HTMLInputElement> {
  protected readonly field = document.createElement('input');

  protected override mount(): void {
    super.mount();
    this.field.addEventListener('focus', () => this.prop('type', '') === 'nickname' && void this.suggestNickname());
    this.field.addEventListener('blur', hideNicknameOffer);
    this.field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      this.emit('confirm', { value: this.field.value });
      if (!this.flag('confirm-hold')) this.field.blur();
    });
  }

  protected override changed(name: string, value: unknown): void {
    super.changed(name, value);
    if (name === 'password' || name === 'type') {
      this.field.type = this.flag('password') || this.prop('type', '') === 'safe-password' ? 'password' : 'text';
      this.field.inputMode = inputModes[this.prop('type', 'text')] ?? 'text';
    }
    if (name === 'confirm-type') this.field.enterKeyHint = String(value);
  }

  /** A nickname is personal data, so the privacy consent comes first. */
  private async suggestNickname(): Promise<void> {
    try {
      await requirePrivacy('nickname');
    } catch {
      return;
    }
    offerNickname((name) => {
      this.field.value = name;
      this.handleInput();
      this.emit('nicknamereview', { pass: true, timeout: false });
    });
  }
}

export class TextareaElement extends TextField<HTMLTextAreaElement> {
  protected readonly field = document.createElement('textarea');
  private lines = 0;

  protected override mount(): void {
    super.mount();
    this.field.rows = 1;
    requestAnimationFrame(() => this.fitHeight());
  }

  protected override handleInput(): void {
    super.handleInput();
    this.fitHeight();
  }

  protected override changed(name: string, value: unknown): void {
    super.changed(name, value);
    if (name === 'value' || name === 'auto-height') this.fitHeight();
  }

  /** `auto-height` grows with the text. `linechange` reports the number of lines in either case. */
  private fitHeight(): void {
    const { field } = this;
    this.toggleAttribute('data-auto', this.flag('auto-height'));
    if (this.flag('auto-height')) {
      field.style.height = 'auto';
      field.style.height = `${field.scrollHeight}px`;
    }
    const lineHeight = Number.parseFloat(getComputedStyle(field).lineHeight) || 20;
    const lines = Math.max(1, Math.round(field.scrollHeight / lineHeight));
    if (lines === this.lines) return;
    this.lines = lines;
    this.emit('linechange', { height: field.scrollHeight, heightRpx: field.scrollHeight * 2, lineCount: lines });
  }
}
