import { BuiltIn } from './built-in';
import type { Field } from './form';
import { text } from '../text';

/** A box that is ticked or not, drawn by the browser's own control in WeChat's clothes. */
abstract class Ticked extends BuiltIn {
  protected readonly box = document.createElement('input');
  protected override readonly inner = new Set(['aria-label', 'aria-role', 'aria-checked']);

  protected override mount(): void {
    this.box.type = this.kind();
    this.prepend(this.box);
    this.box.addEventListener('change', () => this.toggled());
  }

  protected abstract kind(): 'checkbox' | 'radio';
  protected abstract toggled(): void;

  protected override changed(name: string, value: unknown): void {
    if (name === 'checked') this.box.checked = this.flag('checked');
    if (name === 'disabled') this.box.disabled = this.flag('disabled');
    if (name === 'color' && value) this.style.setProperty('--accent', text(value));
    if (name === 'aria-label') this.box.ariaLabel = text(value);
  }

  get checked(): boolean {
    return this.box.checked;
  }

  set checked(on: boolean) {
    this.box.checked = on;
  }
}

export class SwitchElement extends Ticked implements Field {
  protected kind(): 'checkbox' {
    return 'checkbox';
  }

  protected override mount(): void {
    super.mount();
    this.box.role = 'switch';
  }

  protected toggled(): void {
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

export class CheckboxElement extends Ticked {
  protected kind(): 'checkbox' {
    return 'checkbox';
  }

  protected toggled(): void {
    const group = this.closest('wx-checkbox-group');
    if (group instanceof CheckboxGroupElement) group.told();
  }
}

export class RadioElement extends Ticked {
  protected kind(): 'radio' {
    return 'radio';
  }

  protected toggled(): void {
    const group = this.closest('wx-radio-group');
    if (group instanceof RadioGroupElement) group.told(this);
  }
}

export class CheckboxGroupElement extends BuiltIn implements Field {
  private boxes(): CheckboxElement[] {
    return [...this.querySelectorAll<CheckboxElement>('wx-checkbox')];
  }

  told(): void {
    this.emit('change', { value: this.fieldValue() });
  }

  fieldValue(): unknown[] {
    return this.boxes()
      .filter((box) => box.checked)
      .map((box) => box.prop('value', ''));
  }

  resetField(): void {
    for (const box of this.boxes()) box.checked = false;
  }
}

export class RadioGroupElement extends BuiltIn implements Field {
  private radios(): RadioElement[] {
    return [...this.querySelectorAll<RadioElement>('wx-radio')];
  }

  told(chosen: RadioElement): void {
    for (const radio of this.radios()) if (radio !== chosen) radio.checked = false;
    this.emit('change', { value: chosen.prop('value', '') });
  }

  fieldValue(): unknown {
    return (
      this.radios()
        .find((radio) => radio.checked)
        ?.prop('value', '') ?? ''
    );
  }

  resetField(): void {
    for (const radio of this.radios()) radio.checked = false;
  }
}

export class SliderElement extends BuiltIn implements Field {
  private readonly range = document.createElement('input');
  private readonly shown = document.createElement('span');

  protected override mount(): void {
    Object.assign(this.range, { type: 'range', min: '0', max: '100', value: '0' });
    this.append(this.range, this.shown);
    this.shown.hidden = true;
    this.range.addEventListener('input', () => {
      this.draw();
      this.emit('changing', { value: Number(this.range.value) });
    });
    this.range.addEventListener('change', () => {
      this.emitModel('value', Number(this.range.value));
      this.emit('change', { value: Number(this.range.value) });
    });
  }

  protected override changed(name: string, value: unknown): void {
    if (name === 'min' || name === 'max' || name === 'step') this.range[name] = String(value);
    if (name === 'value' || name === 'min' || name === 'max') this.range.value = String(this.number('value', 0));
    if (name === 'disabled') this.range.disabled = this.flag('disabled');
    if (name === 'show-value') this.shown.hidden = !this.flag('show-value');
    if (name === 'activeColor' || name === 'active-color') this.range.style.setProperty('--filled', text(value));
    this.draw();
  }

  private draw(): void {
    const { min, max, valueAsNumber } = this.range;
    this.range.style.setProperty(
      '--percent',
      `${((valueAsNumber - Number(min)) / (Number(max) - Number(min))) * 100}%`,
    );
    this.shown.textContent = this.range.value;
  }

  fieldValue(): number {
    return Number(this.range.value);
  }

  resetField(): void {
    this.range.value = this.range.min;
  }
}
