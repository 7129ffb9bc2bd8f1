/**
 * Characters as people see them, as far as a form needs them. The server counts by Unicode's own rules (`domain/text.ts`); phones may lack
 * `Intl.Segmenter` and old ones property escapes, so this knows only what people really type: emoji, flags and letters with marks.
 */

type Range = readonly [from: number, to: number];

/** Marks, selectors, skin tones and tags: parts of the character before them. */
const extending: readonly Range[] = [
  [0x0300, 0x036f],
  [0x20d0, 0x20ff],
  [0xfe00, 0xfe0f],
  [0x1f3fb, 0x1f3ff],
  [0xe0020, 0xe007f],
  [0xe0100, 0xe01ef],
];
const joiner = 0x200d;
const isFlagLetter = (code: number): boolean => code >= 0x1f1e6 && code <= 0x1f1ff;
const extendsPrevious = (code: number): boolean =>
  code === joiner || extending.some(([from, to]) => code >= from && code <= to);

/** 👨‍👩‍👧‍👦 is one. */
export function charactersOf(text: string): string[] {
  const characters: string[] = [];
  let [previous, flagIsHalf] = [0, false];
  for (const point of Array.from(text)) {
    const code = point.codePointAt(0) ?? 0;
    const joins = extendsPrevious(code) || previous === joiner || (flagIsHalf && isFlagLetter(code));
    const last = characters.pop();
    if (last !== undefined && joins) characters.push(last + point);
    else characters.push(...(last === undefined ? [] : [last]), point);
    flagIsHalf = isFlagLetter(code) && !joins;
    previous = code;
  }
  return characters;
}

/** The length of what was typed, without the blanks around it. */
export const countCharacters = (typed: string): number => charactersOf(typed.trim()).length;
