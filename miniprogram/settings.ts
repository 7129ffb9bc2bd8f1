/** The cloud environment to use; '' is the one that DevTools shows as the current one. */
export const cloudEnvironment: string = '';

export type IosSales = 'hidden' | 'shown';

/**
 * WeChat forbids selling virtual goods by `wx.requestPayment` on iOS, and words that suggest it. `shown` only for an account that is
 * exempt.
 */
export const iosSales: IosSales = 'hidden';
