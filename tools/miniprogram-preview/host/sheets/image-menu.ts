import { showActionSheet } from './action-sheet';
import { showToast } from './toast';

/** What a long press on an image offers; a group's code is recognised by the phone, which a browser can only say. */
export function showImageMenu(): void {
  void showActionSheet(['发送给朋友', '保存图片', '识别图中的二维码']).then((index) => {
    if (index === 2) showToast({ title: '手机上会打开该群的入群页', icon: 'none' });
  });
}
