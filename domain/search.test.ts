import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchPatternOf, searchTextOf, searchWordsOf } from './search';

const finds = (query: string, ...texts: readonly string[]): boolean => {
  const words = searchWordsOf(query);
  return words.length > 0 && words.every((word) => new RegExp(searchPatternOf(word)).test(searchTextOf(...texts)));
};

describe('search', () => {
  it.each([
    ['the order of words', '北京 读书会', '读书会·北京'],
    ['width', 'ＰＰＴ', 'PPT 夜校'],
    ['width of what is written', 'ppt', 'ＰＰＴ　夜校'],
    ['case', 'kevin', 'KEVIN 在路上'],
    ['accents', 'cafe', 'Café 地图'],
    ['accents of the query', 'Café', 'CAFE 地图'],
    ['letters that are not taken apart', 'lodz strasse', 'Łódź, Straße'],
    ['brackets', '[读书]', '晨间读书'],
    ['brackets of what is written', '读书会', '【读书】会（早）'],
    ['punctuation', '早起，跑步！', '跑步与早起'],
    ['a separator', '读书会北京', '读书会·北京'],
    ['kinds of blanks', '读书\u3000\u00A0北京', '北京 读书'],
    ['invisible characters', '读\u200B书', '读书会'],
    ['styled letters', '𝓹𝓹𝓽', 'PPT'],
    ['half-wide kana', 'ｶﾞｲﾄﾞ', 'ガイド'],
    ['a picture’s selector', '☎', '☎️ 夜聊'],
    ['Cyrillic case and accents', 'Ёлка', 'елка'],
  ])('A search finds a group whatever %s', (_what, query, text) => {
    expect(finds(query, text)).toBe(true);
  });

  it('A search finds words in different texts of a group, and all of them must be there', () => {
    expect(finds('olivia 晨读', '晨读', '每天二十分钟', 'Olivia')).toBe(true);
    expect(finds('olivia 夜读', '晨读', '每天二十分钟', 'Olivia')).toBe(false);
  });

  it('A word is looked for literally, not as a pattern', () => {
    expect(searchPatternOf('a+(读')).toBe('a ?\\+ ?\\( ?读');
  });

  it('A query of punctuation has no words, and a long one at most eight', () => {
    expect(searchWordsOf(' .*()[]{}「」！ ')).toEqual([]);
    expect(searchWordsOf('a b c d e f g h i j a')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
    expect(searchWordsOf('读书 读书')).toEqual(['读书']);
  });

  it('A written text is found by itself, and comparing twice changes nothing more', () => {
    const text = fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom('读', 'é', 'ß', 'İ', 'Σ', 'ﾞ', ' ', '·', '👍🏽', '1️⃣', 'Å', '각', 'ﷺ')), { maxLength: 12 }).map((parts) => parts.join('')); // oxfmt-ignore
    fc.assert(
      fc.property(text, (written) => {
        const words = searchWordsOf(written);
        const stored = searchTextOf(written);
        for (const word of words) expect(stored).toMatch(new RegExp(searchPatternOf(word)));
        for (const word of words) expect(searchWordsOf(word).join('')).toBe(word);
        expect(stored).not.toMatch(/[^\S ]|[\p{P}\p{C}]| {2}/u);
      }),
      { seed: 20, numRuns: 4000 },
    );
  });
});
