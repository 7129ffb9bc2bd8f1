import { shownText } from './text';

/**
 * Search compares letters and digits only. What is written and what is looked for go through the same function, so width, case, accents,
 * brackets, punctuation and kinds of blanks make no difference.
 */

/** Letters that Unicode does not take apart, as people type them. */
const typedAs: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
};

function withoutAccents(text: string): string {
  const bare = text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036F]/g, '');
  return bare.replace(/[ßæœøłđðþıς]/g, (letter) => typedAs[letter] ?? letter).normalize('NFKC');
}

/** The words of a text; pictures (📚) are words too, without their selectors, joiners and skin tones. */
function splitWords(text: string): string[] {
  const words = withoutAccents(shownText(text)).match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*|\p{So}/gu) ?? [];
  return words.map((word) => word.replace(/[\uFE0F\u20E3]/g, ''));
}

/** The words of all texts with a blank after each. */
export const searchTextOf = (...texts: readonly string[]): string =>
  texts.map((text) => splitWords(text).join(' ')).join(' ');

/** More words make a query slower and find nothing more. */
const mostSearchWords = 8;

/** The words that a group must contain, in any order; none if the query holds no letter, digit or picture. */
export const searchWordsOf = (query: string): readonly string[] =>
  [...new Set(splitWords(query))].slice(0, mostSearchWords);

/**
 * The pattern by which a database looks for a word: its characters literally, with or without a blank between two of them, so that
 * 读书会北京 finds 读书会·北京 and 读书会 finds 【读书】会.
 */
export const searchPatternOf = (word: string): string =>
  Array.from(word, (character) => character.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join(' ?');
