import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './build';
import { documents, insertDiagrams } from './diagrams';

it.each(documents)('The diagrams in %s agree with their tables', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  expect(text).toContain('```mermaid');
  expect(text).toBe(insertDiagrams(text));
});
