import * as v from 'valibot';
import { cleanLine, cleanName, cleanText, countCharacters, hasPiledMarks, isNameable, isVisible } from '../domain/text';

/**
 * Everything that people type comes in through one of these: cleaned (`domain/text.ts`), then measured as people count. A string field that
 * is neither one of these nor of a fixed form fails a test (`tests/operations/texts.test.ts`).
 */

/** In code units. A family of four takes 11, so every honest text fits, and one character of a thousand marks does not. */
const unitsPerCharacter = { line: 16, text: 4 } as const;

interface Kind {
  readonly clean: (text: string) => string;
  readonly isThere: (text: string) => boolean;
  readonly unitsPerCharacter: number;
}
const name: Kind = { clean: cleanName, isThere: isNameable, unitsPerCharacter: unitsPerCharacter.line };
const line: Kind = { clean: cleanLine, isThere: isVisible, unitsPerCharacter: unitsPerCharacter.line };
const text: Kind = { clean: cleanText, isThere: isVisible, unitsPerCharacter: unitsPerCharacter.text };

const typed = ({ clean, isThere, unitsPerCharacter }: Kind, longest: number, mayBeEmpty = false) =>
  v.pipe(
    v.string(),
    // Before the cleaning, whose cost grows with the length; and after it, because NFKC makes some characters longer.
    v.maxLength(longest * unitsPerCharacter),
    v.transform(clean),
    v.maxLength(longest * unitsPerCharacter),
    v.check((cleaned) => (mayBeEmpty && cleaned === '') || isThere(cleaned), 'something to see'),
    v.check((cleaned) => countCharacters(cleaned) <= longest, 'fewer characters'),
    v.check((cleaned) => !hasPiledMarks(cleaned), 'fewer marks on one letter'),
    v.metadata({ typedByPeople: true }),
  );

/** The name of a person or a group. */
export const Name = (longest: number) => typed(name, longest);
/** A text of one line. */
export const Line = (longest: number) => typed(line, longest);
export const OptionalLine = (longest: number) => typed(line, longest, true);
/** A text of several lines. */
export const Lines = (longest: number) => typed(text, longest);
export const OptionalLines = (longest: number) => typed(text, longest, true);
