import { BuiltIn } from './built-in';

const settleMs = 120;

/** One wheel: a list that snaps to rows. The row in the middle is the chosen one. */
export class PickerViewColumnElement extends BuiltIn {
  private timer = 0;
  private wanted = 0;

  protected override mount(): void {
    this.addEventListener('scroll', () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.settled(), settleMs);
    });
    this.addEventListener('click', (event) => {
      const row = [...this.children].findIndex((child) => event.target instanceof Node && child.contains(event.target));
      if (row >= 0) this.scrollTo({ top: row * this.rowHeight(), behavior: 'smooth' });
    });
  }

  get chosen(): number {
    return Math.round(this.scrollTop / this.rowHeight());
  }

  choose(row: number): void {
    this.wanted = row;
    requestAnimationFrame(() => this.scrollTo({ top: this.wanted * this.rowHeight() }));
  }

  private rowHeight(): number {
    return this.firstElementChild?.getBoundingClientRect().height || 34;
  }

  private settled(): void {
    if (this.chosen === this.wanted) return;
    this.wanted = this.chosen;
    const view = this.closest('wx-picker-view');
    if (view instanceof PickerViewElement) view.told();
  }
}

/** `<picker-view>`: wheels side by side; `value` holds the chosen row of each. */
export class PickerViewElement extends BuiltIn {
  private readonly observer = new MutationObserver(() => this.apply());

  protected override mount(): void {
    this.observer.observe(this, { childList: true, subtree: true });
  }

  protected override unmount(): void {
    this.observer.disconnect();
  }

  protected override changed(name: string, value: unknown): void {
    if (name === 'value') this.apply();
    if (name === 'indicator-style')
      this.style.setProperty('--row', /height\s*:\s*([^;]+)/.exec(String(value))?.[1] ?? null);
  }

  private columns(): PickerViewColumnElement[] {
    return [...this.querySelectorAll<PickerViewColumnElement>('wx-picker-view-column')];
  }

  private apply(): void {
    const value = this.prop<unknown[]>('value', []);
    this.columns().forEach((column, index) => column.choose(Number(value[index] ?? 0)));
  }

  told(): void {
    const value = this.columns().map((column) => column.chosen);
    this.emitModel('value', value);
    this.emit('pickend', {});
    this.emit('change', { value });
  }
}
