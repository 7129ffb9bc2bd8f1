import { escapeHtml, openSheet } from './sheet';

interface PayRequest {
  merchant: string;
  goods: string;
  /** Whole fen; undefined when the emulator doesn't know the order. */
  totalFen: number | undefined;
}

const shieldIcon =
  '<svg viewBox="0 0 24 24" fill="#07c160"><path d="M12 2 4 5v6c0 5 3.400 9.400 8 11 4.600-1.600 8-6 8-11V5zm-1.200 13.500L7.500 12.200l1.300-1.300 2 2 4.600-4.600 1.300 1.300z"/></svg>';

/**
 * WeChat Pay's sheet. Resolves to true once `pay` has succeeded, to false when it was closed. The sheet shows an error
 * of `pay` and lets the person try again or close it, as on a phone.
 */
export function showPaySheet({ merchant, goods, totalFen }: PayRequest, pay: () => Promise<unknown>): Promise<boolean> {
  const amount = totalFen === undefined ? '—' : (totalFen / 100).toFixed(2);
  return new Promise((resolve) => {
    const sheet = openSheet(
      'wx-pay-sheet',
      `<div role="dialog" aria-label="微信支付"><header><button aria-label="关闭支付">✕</button><b>${shieldIcon}微信支付</b></header>` +
        `<p class="wx-pay-merchant">${escapeHtml(merchant)}</p><p class="wx-pay-amount"><small>¥</small>${amount}</p>` +
        `<dl><dt>商品</dt><dd>${escapeHtml(goods || '—')}</dd><dt>付款方式</dt><dd>零钱</dd></dl>` +
        `<p class="wx-pay-error" role="alert"></p><button class="wx-pay-confirm">确认支付</button></div>`,
    );
    const [close, confirm] = sheet.element.querySelectorAll('button');
    const error = sheet.element.querySelector('.wx-pay-error');
    const finish = (paid: boolean): void => {
      sheet.close();
      resolve(paid);
    };
    close?.addEventListener('click', () => finish(false));
    confirm?.addEventListener('click', () => {
      confirm.disabled = true;
      pay().then(
        () => finish(true),
        (reason: unknown) => {
          confirm.disabled = false;
          if (error !== null) error.textContent = reason instanceof Error ? reason.message : String(reason);
        },
      );
    });
  });
}
