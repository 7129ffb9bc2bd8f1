import { describe, expect, it } from 'vitest';
import { findGroupLink } from './qrContent';

const wechat = { kind: 'wechat', address: 'https://weixin.qq.com/g/AwYAAOa1b2c3' };
const wecom = { kind: 'wecom', address: 'https://work.weixin.qq.com/gm/0123456789abcdef' };

describe('findGroupLink', () => {
  it.each([
    [['https://weixin.qq.com/g/AwYAAOa1b2c3'], wechat],
    [['http://weixin.qq.com/g/AwYAAOa1b2c3'], wechat],
    [['HTTPS://WEIXIN.QQ.COM/g/AwYAAOa1b2c3'], wechat],
    [[' https://weixin.qq.com/g/AwYAAOa1b2c3\n'], wechat],
    [['https://weixin.qq.com/g/AwYAAOa1b2c3?from=album#x'], wechat],
    [['https://work.weixin.qq.com/gm/0123456789abcdef'], wecom],
    // The same group twice in one picture, and a person's code beside a group's.
    [['https://weixin.qq.com/g/AwYAAOa1b2c3', 'http://weixin.qq.com/g/AwYAAOa1b2c3'], wechat],
    [['https://u.wechat.com/MAbcDef123', 'https://weixin.qq.com/g/AwYAAOa1b2c3'], wechat],
  ])('%j leads into one group', (texts, link) => {
    expect(findGroupLink(texts)).toEqual(link);
  });

  it.each([
    [[], 'NoQrInPicture'],
    [['https://u.wechat.com/MAbcDef123'], 'QrIsPersonal'],
    [['https://weixin.qq.com/r/abcDef123'], 'QrIsPersonal'],
    [['https://work.weixin.qq.com/ca/cawcde123'], 'QrIsPersonal'],
    [['https://example.com/'], 'QrIsWebAddress'],
    [['http://example.com/'], 'QrIsWebAddress'],
    [['https://weixin.qq.com.evil.example/g/AwYAAOa1b2c3'], 'QrIsWebAddress'],
    [['https://evil.example/?u=https://weixin.qq.com/g/AwYAAOa1b2c3'], 'QrIsWebAddress'],
    [['https://weixin.qq.com@evil.example/g/AwYAAOa1b2c3'], 'QrIsWebAddress'],
    [['https://weixin.qq.com/g/'], 'QrIsWebAddress'],
    [['https://weixin.qq.com/g/%2e%2e%2f'], 'QrIsWebAddress'],
    [['https://work.weixin.qq.com/gm/0123456789abcdef!x'], 'QrIsWebAddress'],
    [['https://weixin.qq.com/g/AwYAAOa1b2c3!x'], 'QrIsWebAddress'],
    [['wxp://f2f0abc'], 'QrIsSomethingElse'],
    [['今晚八点'], 'QrIsSomethingElse'],
    [[''], 'QrIsSomethingElse'],
    [['https://weixin.qq.com/g/AwYAAOa1b2c3', 'https://weixin.qq.com/g/AwYAAOz9y8x7'], 'SeveralGroupQrs'],
    [['https://weixin.qq.com/g/AwYAAOa1b2c3', 'https://work.weixin.qq.com/gm/0123456789abcdef'], 'SeveralGroupQrs'],
  ])('%j does not lead into one group: %s', (texts, obstacle) => {
    expect(findGroupLink(texts)).toBe(obstacle);
  });
});
