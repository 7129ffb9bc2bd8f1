import { expect, it } from 'vitest';
import { sources, textOf } from './tree';

/** A comment names its subject; "What a name says" leaves the reader to find it. A question may end with its mark. */
const indirectQuestion =
  /^\s*(?:\/\/|\*|\/\*\*)\s+(?:What|Who|Whose|Whom|How|Where|Why|Which|Whether|Until when|Since when)\b(?!.*\?(?:\s*\*\/)?$)/;

it('No comment begins with an indirect question', () => {
  const found = sources.flatMap((file) =>
    textOf(file)
      .split('\n')
      .flatMap((line, index) => (indirectQuestion.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});
