import { iosSales } from '../settings';

/** True where prices may be shown and paying offered: WeChat forbids selling virtual goods on iOS. */
export function maySell(): boolean {
  return iosSales === 'shown' || wx.getDeviceInfo().platform !== 'ios';
}
