import { shownLine } from './text';

/**
 * Names that claim to be WeChat, the platform or its staff. People trust such a name with their money, and nobody here is any of these: the
 * platform speaks on its own pages only.
 */

/** Letters of other scripts, and characters, that are taken for those of the words below. */
const lookAlikes: Readonly<Record<string, string>> = {
  ...{ а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', т: 't', х: 'x', у: 'y', і: 'i', һ: 'h', ԝ: 'w', ո: 'n', ѕ: 's', к: 'k' },
  ...{ α: 'a', ε: 'e', ο: 'o', ρ: 'p', τ: 't', χ: 'x', ι: 'i', ν: 'v', ω: 'w', η: 'n', κ: 'k' },
  ...{ ı: 'i', ł: 'l', ø: 'o', đ: 'd', ħ: 'h', ŧ: 't', ɑ: 'a', ɡ: 'g', ɩ: 'i', ѡ: 'w', ʍ: 'w' },
  ...{ 徽: '微', 薇: '微', 溦: '微', 倌: '官', 裙: '群', 羣: '群' },
  ...{
    團: '团',
    団: '团',
    隊: '队',
    運: '运',
    營: '营',
    営: '营',
    員: '员',
    騰: '腾',
    訊: '讯',
    號: '号',
    務: '务',
    統: '统',
  },
  ...{
    錢: '钱',
    幫: '帮',
    係: '系',
    臺: '台',
    總: '总',
    門: '门',
    組: '组',
    長: '长',
    專: '专',
    經: '经',
    處: '处',
    監: '监',
  },
};

/** Strokes that are letters to Unicode and dividers to people: 官丨方. */
const dividers = /[丨丶丿亅乀乁〡ㅡㅣ]/gu;

/** What a name says to a reader who skims it: no width, case, accent, blank, sign or picture. */
function skimmed(name: string): string {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]|\p{Lm}/gu, '')
    .replace(dividers, '');
  return Array.from(letters, (letter) => lookAlikes[letter] ?? letter)
    .join('')
    .normalize('NFC');
}

/** Phrases with one of the words below that claim nothing. */
const harmless = /非官方|unofficial|(?:图书|仓库|宿舍|档案|资料)管理员|群票(?=[友务房选据价])/gu;

const weChat = '(?:微信|腾讯|wechat|weixin|tencent)';
const office =
  '(?:团队|客服|支付|安全|中心|平台|助手|小助手|管理|通知|消息|公告|服务(?!号)|人员|team|pay|support|service|staff|security|admin|help)';
const post = '(?:员|人员|团队|小二|专员|经理|主管|总监|助手|小助手|助理|中心|部|部门|组|小组|处|号|老师|同学)?';

/** Claims that no name makes by chance, wherever they stand in it. */
const claims = [
  /官方|客服|官微|官号|群票|财付通|管理员|运营小助手/u,
  /official|customerservice|qunpiao|guanfang/u,
  new RegExp(`${weChat}${office}`, 'u'),
  /系统(?:通知|消息|公告|助手)|(?:平台|本站)(?:通知|公告|助手|小助手|人员|工作人员)/u,
];

/** Words that many honest names contain: a claim only as the whole name. */
const wholeClaims = [
  new RegExp(`^${weChat}(?:运营)?$`, 'u'),
  new RegExp(String.raw`^(?:平台|本站|${weChat})?(?:运营|管理)${post}[\da-z]{0,4}$`, 'u'),
  /^(?:平台|平台方|系统|本站|版主|工作人员)$/u,
  /^(?:sys|the)?(?:admin|administrator|administrators|moderator|system|staff|support|kefu|yunying|guanliyuan)\d{0,4}$/u,
];

/** A person called 运营小王 claims to be staff; a group called 运营交流群 is about a trade. */
const personalClaims = [/^运营|(?:平台|本站|系统|小程序)运营|工作人员/u, new RegExp(`${weChat}运营`, 'u')];

const saysOneOf = (name: string, patterns: readonly RegExp[]): boolean => {
  const words = skimmed(name).replace(harmless, '');
  return patterns.some((pattern) => pattern.test(words));
};

export const isOfficialGroupName = (name: string): boolean => saysOneOf(name, [...claims, ...wholeClaims]);
export const isOfficialNickname = (nickname: string): boolean =>
  saysOneOf(nickname, [...claims, ...wholeClaims, ...personalClaims]);

/** A stored nickname as others see it; '' for a claim from before the rule, which pages show like a person without a nickname. */
export function shownNickname(stored: string): string {
  return isOfficialNickname(stored) ? '' : shownLine(stored);
}

/** Stands in for a stored group name that makes such a claim. Its managers and operators see the name itself. */
const renamed = '名称待修改';

/** A stored group name as buyers see it. */
export function shownGroupName(stored: string): string {
  return isOfficialGroupName(stored) ? renamed : shownLine(stored);
}
