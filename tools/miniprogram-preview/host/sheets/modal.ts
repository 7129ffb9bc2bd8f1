import { escapeHtml, openSheet } from './sheet';

export interface ModalOptions {
  title?: string;
  content?: string;
  showCancel?: boolean;
  cancelText?: string;
  confirmText?: string;
  cancelColor?: string;
  confirmColor?: string;
  editable?: boolean;
  placeholderText?: string;
}

interface ModalAnswer {
  confirm: boolean;
  cancel: boolean;
  content: string | null;
}

/** A dialog with one or two buttons, and a field when `editable`. */
export function showModal(options: ModalOptions): Promise<ModalAnswer> {
  const { title = '', content = '', showCancel = true, editable = false } = options;
  const body = editable
    ? `<input class="wx-modal-input" placeholder="${escapeHtml(options.placeholderText)}" value="${escapeHtml(content)}">`
    : escapeHtml(content);
  const cancel = showCancel
    ? `<button style="color:${escapeHtml(options.cancelColor ?? '')}">${escapeHtml(options.cancelText ?? '取消')}</button>`
    : '';
  const confirm = `<button class="wx-modal-confirm" style="color:${escapeHtml(options.confirmColor ?? '')}">${escapeHtml(options.confirmText ?? '确定')}</button>`;
  return new Promise((resolve) => {
    const sheet = openSheet(
      'wx-modal',
      `<div role="dialog" aria-modal="true" aria-label="${escapeHtml(title || content)}">${title === '' ? '' : `<h3>${escapeHtml(title)}</h3>`}<p>${body}</p><footer>${cancel}${confirm}</footer></div>`,
    );
    const finish = (confirmed: boolean): void => {
      const text = sheet.element.querySelector('input')?.value ?? null;
      sheet.close();
      resolve({ confirm: confirmed, cancel: !confirmed, content: confirmed ? text : null });
    };
    const buttons = sheet.element.querySelectorAll('button');
    buttons.forEach((button, index) => button.addEventListener('click', () => finish(index === buttons.length - 1)));
  });
}
