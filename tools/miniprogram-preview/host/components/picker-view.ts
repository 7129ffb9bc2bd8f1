import { BuiltIn } from './built-in';

const settleMs = 120;

/** One wheel: a list that snaps to rows. The middle row is selected. */
export class PickerViewColumnElement extends BuiltIn {
  private timer = 0;
  private targetRow = 0;

  protected override mount(): void {
    this.addEventListener('scroll', () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.handleSettled(), settleMs);
    });
    this.addEventListener('click', (event) => {
      const row = [...this.children].findIndex((child) => event.target instanceof Node && child.contains(event.target));
      if (row >= 0) this.scrollTo({ top: row * this.measureRow(), behavior: 'smooth' });
    });
  }

  get selectedRow(): number {
    return Math.round(this.scrollTop / this.measureRow());
  }

  selectRow(row: number): void {
    this.targetRow = row;
    requestAnimationFrame(() => this.scrollTo({ top: this.targetRow * this.measureRow() }));
  }

  private measureRow(): number {
    return this.firstElementChild?.getBoundingClientRect().height || 34;
  }

  private handleSettled(): void {
    if (this.selectedRow === this.targetRow) return;
    this.targetRow = this.selectedRow;
    const view = this.closest('wx-picker-view');
    if (view instanceof PickerViewElement) view.notifyChange();
  }
}

/** `<picker-view>`: wheels side by side. `value` holds the selected row of each. */
export class PickerViewElement extends BuiltIn {
  private readonly observer = new MutationObserver(() => this.applyValue());

  protected override mount(): void {
    this.observer.observe(this, { childList: true, subtree: true });
  }

  protected override unmount(): void {
    this.observer.disconnect();
  }

  protected override changed(name: string, value: unknown): void {
    if (name === 'value') this.applyValue();
    if (name === 'indicator-style')
      this.style.setProperty('--row', /height\s*:\s*([^;]+)/.exec(String(value))?.[1] ?? null);
  }

  private listColumns(): PickerViewColumnElement[] {
    return [...this.querySelectorAll<PickerViewColumnElement>('wx-picker-view-column')];
  }

  private applyValue(): void {
    const value = this.prop<unknown[]>('value', []);
    this.listColumns().forEach((column, index) => column.selectRow(Number(value[index] ?? 0)));
  }

  notifyChange(): void {
    const value = this.listColumns().map((column) => column.selectedRow);
    this.emitModel('value', value);
    this.emit('pickend', {});
    this.emit('change', { value });
  }
}
