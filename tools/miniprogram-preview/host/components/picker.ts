import { showPickerSheet, type Turned } from '../sheets/picker-sheet';
import { BuiltIn } from './built-in';
import type { Field } from './form';
import { regionColumns } from './region-columns';
import { dateColumns, timeColumns, type Columns } from './picker-columns';

/** `<picker>`: a tap on its content opens wheels at the bottom of the phone. */
export class PickerElement extends BuiltIn implements Field {
  protected override mount(): void {
    this.addEventListener('click', () => {
      if (!this.flag('disabled')) void this.open();
    });
  }

  private async open(): Promise<void> {
    const columns = this.columns();
    const onColumn = (column: number, row: number): Turned => {
      if (!this.prop('mode', 'selector').endsWith('elector'))
        return { rows: columns.rowsAfter(column, row), chosen: columns.chosen };
      if (this.prop('mode', 'selector') === 'multiSelector') this.emit('columnchange', { column, value: row });
      return { rows: this.columns().rows };
    };
    const chosen = await showPickerSheet(this.prop('header-text', ''), columns.rows, columns.chosen, onColumn);
    if (chosen === undefined) {
      this.emit('cancel', {});
      return;
    }
    const value = columns.valueOf(chosen);
    this.emitModel('value', value);
    this.emit('change', { value, ...columns.detailOf?.(chosen) });
  }

  private columns(): Columns {
    const mode = this.prop('mode', 'selector');
    if (mode === 'date')
      return dateColumns(
        this.prop('value', ''),
        this.prop('start', ''),
        this.prop('end', ''),
        this.prop('fields', 'day'),
      );
    if (mode === 'time') return timeColumns(this.prop('value', ''), this.prop('start', ''), this.prop('end', ''));
    if (mode === 'region')
      return regionColumns(
        this.prop<string[]>('value', []),
        this.prop('level', 'region'),
        this.prop('custom-item', ''),
      );
    const range = this.prop<unknown[]>('range', []);
    if (mode === 'multiSelector') {
      const chosen = this.prop<number[]>('value', []);
      const rows = range.map((column) => (column as unknown[]).map((item) => this.label(item)));
      return {
        rows,
        chosen: rows.map((_, index) => chosen[index] ?? 0),
        rowsAfter: () => rows,
        valueOf: (indexes) => indexes,
      };
    }
    const rows = [range.map((item) => this.label(item))];
    return { rows, chosen: [this.number('value', 0)], rowsAfter: () => rows, valueOf: ([index]) => index };
  }

  private label(item: unknown): string {
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
