/** The id of the cloud environment; '' uses the one that is current in DevTools. */
export const cloudEnvironment: string = '';

export type IosSales = 'hidden' | 'shown';

/**
 * WeChat forbids selling virtual goods by `wx.requestPayment` on iOS, and texts that suggest it. Use `shown` only for an account that is
 * exempt.
 */
export const iosSales: IosSales = 'hidden';
