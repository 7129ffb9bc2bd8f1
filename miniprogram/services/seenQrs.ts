/**
 * For which order a group's live code was shown on this phone: it decides whether to ask before showing one, and whether to offer a refund.
 * The server has the last word on the refund.
 */
const keyOf = (groupId: string): string => `qrSeen:${groupId}`;

/** Where the order isn't known, any that was seen in this group counts. */
export function hasSeen({ groupId, orderId }: { readonly groupId: string; readonly orderId: string }): boolean {
  const stored: unknown = wx.getStorageSync(keyOf(groupId));
  return orderId === '' ? stored !== '' : stored === orderId;
}

export function rememberSeen({ groupId, orderId }: { readonly groupId: string; readonly orderId: string }): void {
  wx.setStorageSync(keyOf(groupId), orderId);
}
