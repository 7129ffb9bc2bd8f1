import { escapeHtml, openSheet } from './sheet';

const rowPixels = 44;

/** State of the wheels after one was turned. Without `chosen`, each stays at its row. */
export interface WheelState {
  rows: string[][];
  chosen?: number[];
}

/** Wheels at the bottom of the phone. Resolves to the selected rows, or undefined when dismissed. */
export function showPickerSheet(
  title: string,
  rows: string[][],
  chosen: number[],
  onColumn: (column: number, row: number) => WheelState,
): Promise<number[] | undefined> {
  return new Promise((resolve) => {
    const sheet = openSheet(
      'wx-picker-sheet',
      `<div role="dialog"><header><button>取消</button><b>${escapeHtml(title)}</b><button class="wx-confirm">确定</button></header><section></section></div>`,
      () => finish(undefined),
    );
    const place = sheet.element.querySelector('section');
    const wheels = rows.map(() => Object.assign(document.createElement('ul'), { role: 'listbox' }));
    const selected = [...chosen];
    const fill = ({ rows: all, chosen: now = selected }: WheelState): void =>
      wheels.forEach((wheel, column) => {
        wheel.innerHTML = (all[column] ?? []).map((row) => `<li role="option">${escapeHtml(row)}</li>`).join('');
        selected[column] = Math.min(now[column] ?? 0, Math.max(0, (all[column]?.length ?? 0) - 1));
        wheel.scrollTop = selected[column] * rowPixels;
      });
    place?.append(...wheels);
    fill({ rows });
    wheels.forEach((wheel, column) => {
      const settle = (row: number): void => {
        if (row === selected[column]) return;
        selected[column] = row;
        fill(onColumn(column, row));
      };
      wheel.addEventListener('scrollend', () => settle(Math.round(wheel.scrollTop / rowPixels)));
      wheel.addEventListener('click', (event) => settle([...wheel.children].indexOf(event.target as Element)));
    });
    const finish = (value: number[] | undefined): void => {
      sheet.close();
      resolve(value);
    };
    const [cancel, confirm] = sheet.element.querySelectorAll('button');
    cancel?.addEventListener('click', () => finish(undefined));
    confirm?.addEventListener('click', () => finish(selected));
  });
}
