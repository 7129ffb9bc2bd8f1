import { BuiltIn } from './built-in';
import type { Field } from './form';
import { toText } from '../text';

/** A checkable control: the browser's own control, styled like WeChat's. */
abstract class CheckableElement extends BuiltIn {
  protected readonly box = document.createElement('input');
  protected override readonly innerAttributes = new Set(['aria-label', 'aria-role', 'aria-checked']);

  protected override mount(): void {
    this.box.type = this.inputType();
    this.prepend(this.box);
    this.box.addEventListener('change', () => this.handleToggle());
  }

  protected abstract inputType(): 'checkbox' | 'radio';
  protected abstract handleToggle(): void;

  protected override changed(name: string, value: unknown): void {
    if (name === 'checked') this.box.checked = this.flag('checked');
    if (name === 'disabled') this.box.disabled = this.flag('disabled');
    if (name === 'color' && value) this.style.setProperty('--accent', toText(value));
    if (name === 'aria-label') this.box.ariaLabel = toText(value);
  }

  get checked(): boolean {
    return this.box.checked;
  }

  set checked(on: boolean) {
    this.box.checked = on;
  }
}

export class SwitchElement extends CheckableElement implements Field {
  protected inputType(): 'checkbox' {
    return 'checkbox';
  }

  protected override mount(): void {
    super.mount();
    this.box.role = 'switch';
  }

  protected handleToggle(): void {
    this.emitModel('checked', this.box.checked);
    this.emit('change', { value: this.box.checked });
  }

  protected override changed(name: string, value: unknown): void {
    super.changed(name, value);
    if (name === 'type') this.box.dataset['look'] = String(value);
  }

  fieldValue(): boolean {
    return this.box.checked;
  }

  resetField(): void {
    this.box.checked = false;
  }
}

export class CheckboxElement extends CheckableElement {
  protected inputType(): 'checkbox' {
    return 'checkbox';
  }

  protected handleToggle(): void {
    const group = this.closest('wx-checkbox-group');
    if (group instanceof CheckboxGroupElement) group.notifyChange();
  }
}

export class RadioElement extends CheckableElement {
  protected inputType(): 'radio' {
    return 'radio';
  }

  protected handleToggle(): void {
    const group = this.closest('wx-radio-group');
    if (group instanceof RadioGroupElement) group.notifyChange(this);
  }
}

export class CheckboxGroupElement extends BuiltIn implements Field {
  private listCheckboxes(): CheckboxElement[] {
    return [...this.querySelectorAll<CheckboxElement>('wx-checkbox')];
  }

  notifyChange(): void {
    this.emit('change', { value: this.fieldValue() });
  }

  fieldValue(): unknown[] {
    return this.listCheckboxes()
      .filter((box) => box.checked)
      .map((box) => box.prop('value', ''));
  }

  resetField(): void {
    for (const box of this.listCheckboxes()) box.checked = false;
  }
}

export class RadioGroupElement extends BuiltIn implements Field {
  private listRadios(): RadioElement[] {
    return [...this.querySelectorAll<RadioElement>('wx-radio')];
  }

  notifyChange(chosen: RadioElement): void {
    for (const radio of this.listRadios()) if (radio !== chosen) radio.checked = false;
    this.emit('change', { value: chosen.prop('value', '') });
  }

  fieldValue(): unknown {
    return (
      this.listRadios()
        .find((radio) => radio.checked)
        ?.prop('value', '') ?? ''
    );
  }

  resetField(): void {
    for (const radio of this.listRadios()) radio.checked = false;
  }
}
