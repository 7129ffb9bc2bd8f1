import { showPickerSheet, type WheelState } from '../sheets/picker-sheet';
import { BuiltIn } from './built-in';
import type { Field } from './form';
import { createRegionColumns } from './region-columns';
import { createDateColumns, createTimeColumns, type Columns } from './picker-columns';

/** `<picker>`: a tap on its content opens wheels at the bottom of the phone. */
export class PickerElement extends BuiltIn implements Field {
  protected override mount(): void {
    this.addEventListener('click', () => {
      if (!this.flag('disabled')) void this.open();
    });
  }

  private async open(): Promise<void> {
    const columns = this.createColumns();
    const turnColumn = (column: number, row: number): WheelState => {
      if (!this.prop('mode', 'selector').endsWith('elector'))
        return { rows: columns.selectRow(column, row), chosen: columns.chosen };
      if (this.prop('mode', 'selector') === 'multiSelector') this.emit('columnchange', { column, value: row });
      return { rows: this.createColumns().rows };
    };
    const chosen = await showPickerSheet(this.prop('header-text', ''), columns.rows, columns.chosen, turnColumn);
    if (chosen === undefined) {
      this.emit('cancel', {});
      return;
    }
    const value = columns.toValue(chosen);
    this.emitModel('value', value);
    this.emit('change', { value, ...columns.toDetail?.(chosen) });
  }

  private createColumns(): Columns {
    const mode = this.prop('mode', 'selector');
    if (mode === 'date')
      return createDateColumns(
        this.prop('value', ''),
        this.prop('start', ''),
        this.prop('end', ''),
        this.prop('fields', 'day'),
      );
    if (mode === 'time') return createTimeColumns(this.prop('value', ''), this.prop('start', ''), this.prop('end', ''));
    if (mode === 'region')
      return createRegionColumns(
        this.prop<string[]>('value', []),
        this.prop('level', 'region'),
        this.prop('custom-item', ''),
      );
    const range = this.prop<unknown[]>('range', []);
    if (mode === 'multiSelector') {
      const chosen = this.prop<number[]>('value', []);
      const rows = range.map((column) => (column as unknown[]).map((item) => this.formatItem(item)));
      return {
        rows,
        chosen: rows.map((_, index) => chosen[index] ?? 0),
        selectRow: () => rows,
        toValue: (indexes) => indexes,
      };
    }
    const rows = [range.map((item) => this.formatItem(item))];
    return { rows, chosen: [this.number('value', 0)], selectRow: () => rows, toValue: ([index]) => index };
  }

  private formatItem(item: unknown): string {
    const key = this.prop('range-key', '');
    return String(key === '' ? item : (item as Record<string, unknown>)[key]);
  }

  fieldValue(): unknown {
    return this.prop<unknown>('value', '');
  }

  resetField(): void {
    this.emitModel('value', '');
  }
}
