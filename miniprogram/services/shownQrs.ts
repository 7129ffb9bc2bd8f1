/**
 * Remembers for which order a group's QR was shown on this phone, to decide whether to ask before showing one and whether to offer a refund.
 * The server has the final say about the refund.
 */
const keyOf = (groupId: string): string => `qrShown:${groupId}`;

/** Without an order, a QR shown for any order of this group counts. */
export function wasQrShown({ groupId, orderId }: { readonly groupId: string; readonly orderId: string }): boolean {
  const stored: unknown = wx.getStorageSync(keyOf(groupId));
  return orderId === '' ? stored !== '' : stored === orderId;
}

export function rememberQrShown({ groupId, orderId }: { readonly groupId: string; readonly orderId: string }): void {
  wx.setStorageSync(keyOf(groupId), orderId);
}
