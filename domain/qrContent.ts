/** The reasons why the texts in a picture's QRs do not lead into one WeChat group. */
export const qrContentObstacles = [
  'NoQrInPicture',
  'QrIsPersonal',
  'QrIsWebAddress',
  'QrIsSomethingElse',
  'SeveralGroupQrs',
] as const;
export type QrContentObstacle = (typeof qrContentObstacles)[number];

/** An ordinary WeChat group, or a customer group of WeCom (企业微信). */
export type GroupQrKind = 'wechat' | 'wecom';

export interface GroupLink {
  readonly kind: GroupQrKind;
  /** Always written in one way, so that the same code is the same text. */
  readonly address: string;
}

/**
 * The text of a group QR (docs/platform.md, Getting a payer into a group). Only the name after `/g/` or `/gm/` tells groups apart; what an app
 * puts behind it does not.
 */
const groupLinks: readonly (readonly [GroupQrKind, RegExp, string])[] = [
  ['wechat', /^https?:\/\/weixin\.qq\.com\/g\/([A-Za-z0-9_-]{4,200})(?:[/?#].*)?$/i, 'https://weixin.qq.com/g/'],
  [
    'wecom',
    /^https?:\/\/work\.weixin\.qq\.com\/gm\/([A-Za-z0-9_-]{4,200})(?:[/?#].*)?$/i,
    'https://work.weixin.qq.com/gm/',
  ],
];

/** A person's code, an official account's, a WeCom member's. */
const personalLink = /^https?:\/\/(?:u\.wechat\.com\/|weixin\.qq\.com\/r\/|work\.weixin\.qq\.com\/(?:ca|u|k)\/)/i;
const webLink = /^https?:\/\//i;

function groupLinkIn(text: string): GroupLink | null {
  for (const [kind, pattern, start] of groupLinks) {
    const name = pattern.exec(text.trim())?.[1];
    if (name !== undefined) return { kind, address: `${start}${name}` };
  }
  return null;
}

/** The one group that a picture's QRs lead into, or why there is none. */
export function findGroupLink(texts: readonly string[]): GroupLink | QrContentObstacle {
  const links = new Map(texts.flatMap((text) => groupLinkIn(text) ?? []).map((link) => [link.address, link]));
  const [link, another] = links.values();
  if (another) return 'SeveralGroupQrs';
  return link ?? whyNoGroup(texts);
}

function whyNoGroup(texts: readonly string[]): QrContentObstacle {
  const trimmed = texts.map((text) => text.trim());
  if (trimmed.length === 0) return 'NoQrInPicture';
  if (trimmed.some((text) => personalLink.test(text))) return 'QrIsPersonal';
  return trimmed.some((text) => webLink.test(text)) ? 'QrIsWebAddress' : 'QrIsSomethingElse';
}
