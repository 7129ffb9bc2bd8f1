/**
 * Text that people type, as it is stored and shown: nothing invisible in it, one kind of blank, every character written in one way. Contracts
 * clean what comes in, views clean what was stored before a rule existed, searches compare what is left.
 *
 * Invisible and direction-changing characters are removed, not refused: phones and other apps put them into what people copy, and nobody
 * could find them to take them out. What is refused can be seen: too much, nothing, or marks piled up on one letter.
 */

const pictograph = String.raw`\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?`;

/** Emoji, whose joiners, selectors and tags are part of the picture: keycaps, flags, families, skin tones. */
const emoji = [
  String.raw`[0-9#*]\uFE0F?\u20E3`,
  String.raw`\p{Regional_Indicator}{2}`,
  String.raw`\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{3,6}\u{E007F}`,
  String.raw`${pictograph}(?:\u200D${pictograph}){1,4}`,
  String.raw`\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})`,
  String.raw`\p{Emoji_Presentation}`,
].join('|');

/**
 * Controls, format and direction characters, selectors, tags, fillers, half characters, private ones (each phone draws another picture, or
 * none), and a few that Unicode counts as letters or symbols although they are drawn as nothing: the empty Braille pattern among them.
 */
const unseen = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\uFFFC\u{13441}\u{13442}\u{16FE4}\u{1D159}]`;
const emojiOrUnseen = new RegExp(String.raw`(${emoji})|(?!\n)${unseen}`, 'gu');

const lineBreaks = /\r\n?|[\v\f\x1C-\x1E\x85\u2028\u2029]/g;

/** Accents that stand alone, as in ´▽｀: NFKC would make each a blank and a mark without a letter. */
const aloneAccents = String.raw`[\u00A8\u00AF\u00B4\u00B8\u02D8-\u02DD\u037A\u0384\u0385\u1FBD\u1FBF-\u1FC1\u1FCD-\u1FCF\u1FDD-\u1FDF\u1FED\u1FEE\u1FFD\u1FFE\u2017\u203E\u309B\u309C\uFE49-\uFE4C\uFFE3]`;
const keptInNames = new RegExp(`(${emoji}|${aloneAccents})`, 'gu');

/** NFKC: a name is compared by eye, so ＰＰＴ and PPT are one. */
const foldName = (text: string): string =>
  text
    .split(keptInNames)
    .map((part, index) => (index % 2 === 1 ? part : part.normalize('NFKC')))
    .join('');

/**
 * NFKC for letters and digits, NFC for the rest: NFKC as a whole would turn ，！（） into their narrow forms, ① into 1 and m² into m2,
 * which spoils a text that somebody has set.
 */
const foldText = (text: string): string =>
  text.replace(/[\p{L}\p{M}\p{Nd}\u2F00-\u2FDF]+/gu, (letters) => letters.normalize('NFKC')).normalize('NFC');

function withoutUnseen(text: string): string {
  return text.replace(lineBreaks, '\n').replaceAll('\t', ' ').replace(emojiOrUnseen, '$1');
}

/** A mark without a letter before it lies on whatever stands beside the text. */
const withoutLooseMarks = (text: string): string => text.replace(/(^|[ \n])[\p{M} ]+/gu, '$1');

const toOneLine = (text: string): string => withoutLooseMarks(text.replace(/[\s\p{Z}]+/gu, ' ')).trim();

const toLines = (text: string): string =>
  withoutLooseMarks(text.replace(/[^\S\n]/gu, ' '))
    .replace(/ +\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** A name of a person or a group: one line, NFKC. */
export const cleanName = (text: string): string => toOneLine(foldName(withoutUnseen(text)));

/** A text of one line: a line break becomes a blank. */
export const cleanLine = (text: string): string => toOneLine(foldText(withoutUnseen(text)));

/** A text of several lines, with at most one empty line in a row. */
export const cleanText = (text: string): string => toLines(foldText(withoutUnseen(text)));

/** Living scripts stack no more marks on a letter; more of them run over the lines around. */
const mostMarks = 5;
const piledMarks = new RegExp(String.raw`(\p{M}{${mostMarks}})\p{M}+`, 'gu');

export const hasPiledMarks = (text: string): boolean => text.search(piledMarks) !== -1;

const withoutPiledMarks = (text: string): string => text.replace(piledMarks, '$1');

/** A stored line or name, which may be older than these rules. */
export const shownLine = (stored: string): string => withoutPiledMarks(cleanLine(stored));
/** A stored text, which may be older than these rules. */
export const shownText = (stored: string): string => withoutPiledMarks(cleanText(stored));

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** Characters as people see them: 👨‍👩‍👧‍👦 is one. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of graphemes.segment(text)) count += 1;
  return count;
}

/** As many whole characters as fit into so many code units: a cut inside one would leave half a character. */
export function cutToUnits(text: string, mostUnits: number): string {
  let end = 0;
  for (const { index, segment } of graphemes.segment(text)) {
    if (index + segment.length > mostUnits) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** There is something to see. */
export const isVisible = (text: string): boolean => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);

/** There is something to call it by: a letter, a digit or a picture, not punctuation alone. */
export const isNameable = (name: string): boolean => /[\p{L}\p{N}\p{So}]/u.test(name);
