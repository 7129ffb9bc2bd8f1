import { BuiltIn } from './built-in';

/** `<progress>`: a bar filled to `percent`. */
export class ProgressElement extends BuiltIn {
  private readonly bar = document.createElement('div');
  private readonly fill = document.createElement('div');
  private readonly info = document.createElement('span');

  protected override mount(): void {
    this.bar.className = 'wx-progress-bar';
    this.bar.append(this.fill);
    this.append(this.bar, this.info);
    this.role = 'progressbar';
  }

  protected override changed(name: string): void {
    const percent = Math.min(100, Math.max(0, this.number('percent', 0)));
    this.fill.style.width = `${percent}%`;
    this.fill.style.transition = this.flag('active') ? 'width .6s' : '';
    this.info.textContent = this.flag('show-info') ? `${percent}%` : '';
    this.fill.style.background = this.prop('activeColor', this.prop('active-color', this.prop('color', '#09bb07')));
    this.bar.style.background = this.prop('backgroundColor', '#ebebeb');
    this.bar.style.height = `${this.number('stroke-width', 6)}px`;
    if (name === 'percent') this.ariaValueNow = String(percent);
  }
}
