import type { ListData } from './pagedList';

/** The words below the last row of a list. */
export const tailLabels: Record<ListData<never>['tail'], string> = {
  more: '上滑看更多',
  loading: '正在加载…',
  end: '没有更多了',
  failed: '没有加载成功，点这里重试',
};

/** The skeleton of a card with a picture: a square cover with three lines beside it. */
export const pictureCardSkeleton = [
  [
    { width: '192rpx', height: '192rpx', borderRadius: '16rpx' },
    { width: '400rpx', height: '192rpx', borderRadius: '16rpx' },
  ],
];

/** The skeleton of a card without a picture. */
export const cardSkeleton = [{ width: '50%', height: '32rpx' }, { height: '40rpx' }, { width: '70%', height: '32rpx' }];
