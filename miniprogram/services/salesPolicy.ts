import { iosSales } from '../settings';

/** True if prices may be shown and payment offered: WeChat forbids selling virtual goods on iOS. */
export function maySell(): boolean {
  return iosSales === 'shown' || wx.getDeviceInfo().platform !== 'ios';
}
