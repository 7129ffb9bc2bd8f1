import { iosSales } from '../settings';

/** Whether this phone may show prices and offer to pay (PLATFORM, Paying: virtual goods on iOS). */
export function maySell(): boolean {
  return iosSales === 'shown' || wx.getDeviceInfo().platform !== 'ios';
}
