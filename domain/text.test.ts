import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanLine,
  cleanName,
  cleanText,
  countCharacters,
  cutToUnits,
  isNameable,
  isVisible,
  shownLine,
  shownText,
} from './text';

const cleaners = { cleanName, cleanLine, cleanText, shownLine, shownText } as const;
const each = Object.entries(cleaners);

const family = '👨‍👩‍👧‍👦';
const pictures = [family, '🇨🇳', '1️⃣', '#️⃣', '👍🏽', '❤️‍🔥', '☎️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏳️‍🌈', '👩🏽‍🚀', '👁️‍🗨️', '🧑🏻‍❤️‍💋‍🧑🏿', '㊙️', '©️', '🈚', '📚'];

/** Text as attackers and phones make it: what matters here is far too rare in random Unicode. */
const piece = fc.oneof(
  fc.constantFrom(...pictures, '\u200D', '\uFE0F', '\uFE0E', '\u20E3', '\u{E0067}', '\u{E007F}', '🏽', '🇨', '\u{E0101}', '\uD83D', '\uDC68'),
  fc.constantFrom(' ', '\u3000', '\u00A0', '\t', '\n', '\r\n', '\u2028', '\u0085', '\u2003', '\u200B', '\u202E', '\u2066', '\uFEFF', '\u00AD', '\u0000', '\u001B'),
  fc.constantFrom('\u3164', '\uFFA0', '\u115F', '\u2800', '\u034F', '\u0301', '\u0308', '\u3099', '\u0E49', '\u00B4', '¨', '゛', 'ﾞ', '￣', 'ｶ', 'ﷺ', 'ﬁ', '①', '㎡', '⁵', '⼈', '\uF914'),
  fc.constantFrom('读', '书', '𠮷', '葛', 'e', 'é', 'e\u0301', 'Ａ', '１', '（', '，', '·', 'ß', '𝓦', '각', 'ᄀ', 'ᅡ', 'ᆨ', '-', '*', '7'),
  fc.string({ unit: 'binary', maxLength: 3 }),
); // oxfmt-ignore
const typed = fc.array(piece, { maxLength: 24 }).map((parts) => parts.join(''));
/** fast-check would take what `expect` returns for an answer. */
const forAll = (holds: (text: string) => unknown): void =>
  fc.assert(
    fc.property(typed, (text) => void holds(text)),
    { seed: 19, numRuns: 4000 },
  );

/** Everything that shows as nothing, or turns the text around. Emoji are taken out first: their joiners belong to them. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\u2800\uFFFC\u00A0\u3000]/u;
const withoutPictures = (text: string): string =>
  text.replace(
    /[#*0-9]\uFE0F?\u20E3|\p{Extended_Pictographic}[\uFE0F\u200D\p{Emoji_Modifier}\u{E0020}-\u{E007F}]*/gu,
    '',
  );

describe('what people type', () => {
  it.each(each)('%s never throws, and cleaning twice changes nothing more', (_name, clean) => {
    forAll((text) => expect(clean(clean(text))).toBe(clean(text)));
  });

  it.each(each)('%s leaves nothing invisible and no blank at an end or beside another', (_name, clean) => {
    forAll((text) => {
      const cleaned = clean(text);
      expect(withoutPictures(cleaned).replaceAll('\n', '')).not.toMatch(hidden);
      expect(cleaned).toBe(cleaned.trim());
      expect(cleaned).not.toMatch(/ {2}|\n{3}| \n|\n /);
    });
  });

  it.each([
    ['cleanName', cleanName],
    ['cleanLine', cleanLine],
  ] as const)('%s leaves one line', (_name, clean) => {
    forAll((text) => expect(clean(text)).not.toMatch(/[\n\r\u2028\u2029\u0085\v\f]/));
  });

  it.each(pictures)('Every cleaner keeps the picture %s whole', (picture) => {
    for (const [name, clean] of each) expect(clean(`读${picture}书`), name).toBe(`读${picture}书`);
  });

  it.each(['𠮷野家', '㐂', '𪚥', '𰻞', 'Café', 'Tiếng Việt', 'ภาษาไทย', 'नमस्ते', '한국어', 'ガッツ', '(´▽｀)'])(
    'Every cleaner keeps the letters of %s',
    (text) => {
      for (const [name, clean] of each) expect(clean(text).normalize('NFKD'), name).toBe(text.normalize('NFKD'));
    },
  );

  it.each([
    ['the width of letters and digits', 'ＰＰＴ２０２６', 'PPT2026'],
    ['styled letters', '𝓦𝓮𝓒𝓱𝓪𝓽 𝟙', 'WeChat 1'],
    ['half-wide kana', 'ｶﾞﾂﾂ', 'ガツツ'],
    ['radicals that look like characters', '⼈⼤', '人大'],
    ['an ideographic variation selector', '葛\u{E0100}城', '葛城'],
    ['every kind of blank', '\u3000读\u00A0\u2003书\t会\u200A', '读 书 会'],
    ['zero-width characters', '读\u200B书\u200C\u200D\u2060\uFEFF会', '读书会'],
    ['direction marks', '\u202E群\u202C\u2066票\u2069\u200F', '群票'],
    ['Hangul fillers and the empty Braille pattern', '\u3164读\uFFA0\u115F\u1160书\u2800', '读书'],
    ['tags and selectors', '读\u{E0041}\u{E007F}书\uFE0F\uFE0E', '读书'],
    ['controls and half characters', '读\u0000\u0007\u001B\uD83D书\uDC00', '读书'],
    ['a mark without a letter', '\u0301\u0301读 \u20DD书', '读 书'],
    ['joiners outside of a picture', '读\u200D书👍\u200D', '读书👍'],
  ])('Every cleaner folds or removes %s', (_what, text, cleaned) => {
    for (const [name, clean] of each) expect(clean(text), name).toBe(cleaned);
  });

  it('A name is NFKC as a whole; a text keeps its punctuation and signs', () => {
    expect(cleanName('①（读书）！㎡')).toBe('1(读书)!m2');
    expect(cleanText('①（读书），３０㎡！')).toBe('①（读书），30㎡！');
    expect(cleanLine('①（读书），３０㎡！')).toBe('①（读书），30㎡！');
  });

  it('A text keeps its lines and at most one empty line in a row; a line has none', () => {
    const text = '\r\n　　第一行  \r\n\n \t\n\n第二行\u2028第三行\r\n';
    expect(cleanText(text)).toBe('第一行\n\n第二行\n第三行');
    expect(cleanLine(text)).toBe('第一行 第二行 第三行');
    expect(cleanName(text)).toBe('第一行 第二行 第三行');
  });

  it.each(['\u200B', '\u3164\u2800\u3000', '\u202E\u202C', '\u0301', '\uFE0F\u200D', '\u{E0041}', '\uD83D', ''])(
    'A text of nothing visible (%j) becomes empty',
    (text) => {
      for (const [name, clean] of each) expect(clean(text), name).toBe('');
    },
  );

  it('A stored text with marks piled up on a letter is shown with five of them', () => {
    expect(shownLine(`h${'\u0323'.repeat(40)}i`)).toHaveLength(7);
    expect(shownText(`h${'\u0323'.repeat(40)}i`)).toHaveLength(7);
  });
});

describe('characters as people see them', () => {
  it.each([
    ['', 0],
    ['读书', 2],
    ['𠮷', 1],
    [family, 1],
    ['🇨🇳🇫🇷', 2],
    ['1️⃣2️⃣', 2],
    ['e\u0301', 1],
    [`a${'\u0301'.repeat(3000)}`, 1],
  ])('countCharacters counts %j right', (text, count) => {
    expect(countCharacters(text)).toBe(count);
  });

  it('A cut never leaves half a character', () => {
    expect(cutToUnits(`读${family}书`, 11)).toBe('读');
    expect(cutToUnits(`读${family}书`, 12)).toBe(`读${family}`);
    expect(cutToUnits('读书', 40)).toBe('读书');
    forAll((text) => expect(text.startsWith(cutToUnits(text, 7))).toBe(true));
  });
});

describe('isVisible and isNameable', () => {
  it.each([
    ['a letter', '读', true, true],
    ['a digit', '7', true, true],
    ['a picture', '📚', true, true],
    ['a dot', '·', true, false],
    ['a money sign', '¥', true, false],
    ['a blank', ' ', false, false],
    ['a loose mark', '\u0301', false, false],
    ['an invisible character', '\u200B', false, false],
    ['nothing', '', false, false],
  ])('Of %s something is to be seen, and it can be a name, or not', (_what, text, visible, nameable) => {
    expect([isVisible(text), isNameable(text)]).toEqual([visible, nameable]);
  });
});
