import { describe, expect, it } from 'vitest';
import { isOfficialGroupName, isOfficialNickname, shownGroupName, shownNickname } from './names';

const claims = [
  '微信', '微信团队', '微信官方', '微信客服', '微信支付', '微信安全中心', '腾讯客服', 'WeChat', 'WeChat Team', 'Weixin Pay', 'Tencent',
  '群票', '群票官方', '群票小助手', '官方', '官方客服', '客服', '客服小美', '在线客服 01', '管理员', '超级管理员', '运营', '运营团队', '平台运营',
  '运营小助手', '系统通知', '平台公告', '工作人员', 'admin', 'Administrator', 'Official', 'Customer Service', 'qunpiao',
]; // oxfmt-ignore

const lookAlikes = [
  ['width', 'ＷｅＣｈａｔ团队'],
  ['case', 'wEcHaT pAy'],
  ['inserted blanks', '官 方 客　服'],
  ['inserted signs', '【官·方】'],
  ['inserted pictures', '微💚信💚团💚队'],
  ['inserted invisible characters', '官\u200B方'],
  ['inserted marks', '客\u0301服\u0308'],
  ['inserted strokes', '官丨方'],
  ['accents', 'Wéchàt Téam'],
  ['letters of another script', 'WeСhаt Теаm'],
  ['Greek letters', 'Οffιcιαl'],
  ['traditional characters', '微信團隊'],
  ['characters that look alike', '徽信团队'],
  ['styled letters', '𝓦𝓮𝓒𝓱𝓪𝓽 𝓣𝓮𝓪𝓶'],
  ['circled letters', 'Ⓐⓓⓜⓘⓝ'],
  ['a number behind', '客服007'],
  ['digits for letters', '0fficia1'],
  ['another digit for a letter', 'Adm1n'],
  ['a five for an s', '5upport'],
] as const;

const honest = [
  '读书会·北京', '南风知我意', '微信用户', '微信公众号写作营', '微信读书打卡', '图书管理员阿岩', '非官方粉丝群', '社群票务交流', '法餐一周', 'Olivia',
  'Adam', '系统架构师之路', '平台经济学', '小管家', '📚', '7', 'Kevin 在路上', '产品运营 Leo', '操作系统安全',
]; // oxfmt-ignore

describe('names that claim to be official', () => {
  it.each(claims)('Neither a person nor a group may be called %s', (name) => {
    expect([isOfficialNickname(name), isOfficialGroupName(name)]).toEqual([true, true]);
  });

  it.each(lookAlikes)('A claim is recognised through %s', (_what, name) => {
    expect([isOfficialNickname(name), isOfficialGroupName(name)]).toEqual([true, true]);
  });

  it.each(honest)('A person or a group may be called %s', (name) => {
    expect([isOfficialNickname(name), isOfficialGroupName(name)]).toEqual([false, false]);
  });

  it.each(['运营小王', '平台运营阿紫', '本站工作人员'])('A person may not be called %s', (nickname) => {
    expect(isOfficialNickname(nickname)).toBe(true);
  });

  it.each(['运营交流群', '产品运营进阶', '社群运营', '银行工作人员之家', '小程序运营'])(
    'A group may be called %s',
    (name) => {
      expect(isOfficialGroupName(name)).toBe(false);
    },
  );

  it('A stored claim is shown to nobody who might believe it', () => {
    expect(shownNickname('官方客服')).toBe('');
    expect(shownGroupName('微信官方内部群')).toBe('名称待修改');
    expect(shownNickname('\u202E阿\u200B岩')).toBe('阿岩');
    expect(shownGroupName('ＰＰＴ\u3000夜校')).toBe('PPT 夜校');
  });
});
