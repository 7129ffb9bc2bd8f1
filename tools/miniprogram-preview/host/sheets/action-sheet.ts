import { escapeHtml, openSheet } from './sheet';

/** A list at the bottom of the phone. Resolves to the tapped index, or undefined when dismissed. */
export function showActionSheet(items: readonly string[], title = '', color = ''): Promise<number | undefined> {
  return new Promise((resolve) => {
    const rows = items
      .map((item) => `<button style="color:${escapeHtml(color)}">${escapeHtml(item)}</button>`)
      .join('');
    const heading = title === '' ? '' : `<p>${escapeHtml(title)}</p>`;
    const sheet = openSheet(
      'wx-action-sheet',
      `<div role="dialog">${heading}${rows}<button class="wx-cancel">取消</button></div>`,
      () => finish(undefined),
    );
    const finish = (index: number | undefined): void => {
      sheet.close();
      resolve(index);
    };
    sheet.element.querySelectorAll('button').forEach((button, index) => {
      button.addEventListener('click', () => finish(index < items.length ? index : undefined));
    });
  });
}
