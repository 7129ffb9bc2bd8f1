import { showActionSheet } from './action-sheet';
import { showToast } from './toast';

/**
 * Shows the menu of a long press on an image. A browser can't recognise a group's QR code as a phone does, so it only
 * says so.
 */
export function showImageMenu(): void {
  void showActionSheet(['发送给朋友', '保存图片', '识别图中的二维码']).then((index) => {
    if (index === 2) showToast({ title: '手机上会打开该群的入群页', icon: 'none' });
  });
}
