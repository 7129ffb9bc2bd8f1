import { shownLine } from './text';

/**
 * Names that claim to be WeChat, the platform or its staff. People trust such a name with their money, and nobody here is any of these: the
 * platform speaks on its own pages only.
 */

/** Letters of other scripts, and characters, each before the one of the words below that it is taken for. */
const lookAlikes: ReadonlyMap<string, string> = new Map(
  [
    'аa еe оo рp сc тt хx уy іi һh ԝw ոn ѕs кk',
    'αa εe οo ρp τt χx ιi νv ωw ηn κk',
    'ıi łl øo đd ħh ŧt ɑa ɡg ɩi ѡw ʍw',
    '徽微 薇微 溦微 倌官 裙群 羣群',
    '團团 団团 隊队 運运 營营 営营 員员 騰腾 訊讯 號号 務务 統统',
    '錢钱 幫帮 係系 臺台 總总 門门 組组 長长 專专 經经 處处 監监',
  ]
    .join(' ')
    .split(' ')
    .map((pair) => [pair.charAt(0), pair.charAt(1)]),
);

/** Strokes that are letters to Unicode and dividers to people: 官丨方. */
const dividers = /[丨丶丿亅乀乁〡\u1173\u1175]/gu;

/** Reduces a name to what a skimming reader sees: no width, case, accent, blank, sign or picture. */
function skimmed(name: string): string {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]|\p{Lm}/gu, '')
    .replace(dividers, '');
  return Array.from(letters, (letter) => lookAlikes.get(letter) ?? letter)
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
  new RegExp(`${weChat}${office}`),
  /系统(?:通知|消息|公告|助手)|(?:平台|本站)(?:通知|公告|助手|小助手|人员|工作人员)/u,
];

/** Words that many honest names contain: a claim only as the whole name. */
const wholeClaims = [
  new RegExp(`^${weChat}(?:运营)?$`),
  new RegExp(String.raw`^(?:平台|本站|${weChat})?(?:运营|管理)${post}[\da-z]{0,4}$`),
  /^(?:平台|平台方|系统|本站|版主|工作人员)$/u,
  /^(?:sys|the)?(?:admin|administrator|administrators|moderator|system|staff|support|kefu|yunying|guanliyuan)\d{0,4}$/u,
];

/** A person called 运营小王 claims to be staff; a group called 运营交流群 is about a trade. */
const personalClaims = [/^运营|(?:平台|本站|系统|小程序)运营|工作人员/u, new RegExp(`${weChat}运营`)];

/** Digits are read as the letters they look like, too: 0fficia1, adm1n. */
function readingsOf(words: string): string[] {
  const withLetters = (one: string): string =>
    words.replaceAll('0', 'o').replaceAll('1', one).replaceAll('3', 'e').replaceAll('4', 'a').replaceAll('5', 's');
  return [words, withLetters('l'), withLetters('i')];
}

const saysOneOf = (name: string, patterns: readonly RegExp[]): boolean =>
  readingsOf(skimmed(name).replace(harmless, '')).some((words) => patterns.some((pattern) => pattern.test(words)));

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
