import { resolveFileUrl } from '../manifest';
import { escapeHtml, openSheet, type Sheet } from './sheet';

export interface ToastOptions {
  title: string;
  icon?: 'success' | 'error' | 'loading' | 'none';
  image?: string;
  /** Milliseconds; 1,500 by default. */
  duration?: number;
  mask?: boolean;
}

const checkIcon =
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.600"><path d="m4 12.500 5.500 5.500L20.500 7"/></svg>';
const exclamationIcon =
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.600"><circle cx="12" cy="12" r="9.500"/><path d="M12 6.500v7M12 16v1.500"/></svg>';
const icons: Record<string, string> = {
  success: checkIcon,
  error: exclamationIcon,
  loading: '<i class="wx-spinner"></i>',
  none: '',
};

let openedSheet: Sheet | undefined;
let timer = 0;

/** Toasts and loading indicators share one place, as on a phone: the later one replaces the earlier. */
export function showToast({ title, icon = 'success', image, duration = 1500, mask = false }: ToastOptions): void {
  hideToast();
  const picture = image === undefined ? (icons[icon] ?? '') : `<img src="${escapeHtml(resolveFileUrl(image))}" alt="">`;
  openedSheet = openSheet(
    `wx-toast${picture === '' ? ' wx-toast-text' : ''}${mask ? ' wx-toast-mask' : ''}`,
    `<div role="status">${picture}<p>${escapeHtml(title)}</p></div>`,
  );
  if (icon !== 'loading' || duration !== Infinity) timer = window.setTimeout(hideToast, duration);
}

export function hideToast(): void {
  window.clearTimeout(timer);
  openedSheet?.close();
  openedSheet = undefined;
}
