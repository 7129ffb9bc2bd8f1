import { asyncApi, ApiFailure } from './async-api';

/** The grey default avatar, which WeChat returns instead of a person's own. */
const greyAvatar =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 132"><rect width="132" height="132" fill="#d8d8d8"/><circle cx="66" cy="52" r="24" fill="#fff"/><path d="M20 132c0-30 20-46 46-46s46 16 46 46z" fill="#fff"/></svg>',
  );

/**
 * Answer of `getUserInfo` and `getUserProfile`, which no longer identify the person. Source: WeChat's notice of
 * 2022-10-25, "小程序用户头像昵称获取规则调整公告".
 */
export function getAnonymousProfile(): object {
  const userInfo = {
    nickName: '微信用户',
    avatarUrl: greyAvatar,
    gender: 0,
    country: '',
    province: '',
    city: '',
    language: '',
  };
  return { userInfo, rawData: JSON.stringify(userInfo), signature: '', encryptedData: '', iv: '' };
}

export const profile = {
  getUserInfo: asyncApi('getUserInfo', getAnonymousProfile),
  getUserProfile: asyncApi<{ desc?: string }>('getUserProfile', ({ desc }) => {
    if (typeof desc !== 'string' || desc === '')
      throw new ApiFailure('parameter error: parameter.desc should be String instead of Undefined;');
    if (!navigator.userActivation.isActive) throw new ApiFailure('can only be invoked by user TAP gesture.');
    return getAnonymousProfile();
  }),
};
