import { toText } from '../text';
import { BuiltIn } from './built-in';
import type { Field } from './form';

export class SliderElement extends BuiltIn implements Field {
  private readonly range = document.createElement('input');
  private readonly valueLabel = document.createElement('span');

  protected override mount(): void {
    Object.assign(this.range, { type: 'range', min: '0', max: '100', value: '0' });
    this.append(this.range, this.valueLabel);
    this.valueLabel.hidden = true;
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
    if (name === 'show-value') this.valueLabel.hidden = !this.flag('show-value');
    if (name === 'activeColor' || name === 'active-color') this.range.style.setProperty('--filled', toText(value));
    this.draw();
  }

  private draw(): void {
    const { min, max, valueAsNumber } = this.range;
    this.range.style.setProperty(
      '--percent',
      `${((valueAsNumber - Number(min)) / (Number(max) - Number(min))) * 100}%`,
    );
    this.valueLabel.textContent = this.range.value;
  }

  fieldValue(): number {
    return Number(this.range.value);
  }

  resetField(): void {
    this.range.value = this.range.min;
  }
}
