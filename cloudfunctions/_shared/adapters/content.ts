import { cutToUnits } from '../../../domain/text';
import type { Content } from '../ports';
import { sdk } from './sdk';

/** WeChat takes at most 2,500 characters a call (docs/platform.md, Identity, privacy, messages, content). */
const longestText = 2500;

/** A text in pieces that WeChat takes, none of which ends inside a character. */
function piecesOf(text: string): string[] {
  if (text.length <= longestText) return [text];
  const piece = cutToUnits(text, longestText);
  return piece === '' ? [] : [piece, ...piecesOf(text.slice(piece.length))];
}

/** `security.msgSecCheck`, version 2. What it only wants looked at passes: an operator looks at every group before it is listed. */
async function checkPiece(openid: string, scene: 1 | 2 | 3, text: string): ReturnType<Content['check']> {
  try {
    const answer = await sdk.openapi.security.msgSecCheck({ openid, scene, version: 2, content: text });
    const suggest = (answer['result'] as { suggest?: unknown } | undefined)?.suggest;
    if (suggest === 'risky') return 'risky';
    return suggest === 'pass' || suggest === 'review' ? 'fine' : 'unknown';
  } catch (error) {
    // Version 1's code for risky content, should WeChat still answer so.
    return (error as { errCode?: unknown }).errCode === 87014 ? 'risky' : 'unknown';
  }
}

export const content: Content = {
  /** Only texts full of emoji, which take many code units, need a second call. */
  async check(openid, scene, text) {
    for (const piece of piecesOf(text)) {
      const found = await checkPiece(openid, scene, piece);
      if (found !== 'fine') return found;
    }
    return 'fine';
  },
};
