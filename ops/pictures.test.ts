import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './build';
import { pictured, withPictures } from './pictures';

describe('the pictures of lives', () => {
  it.each(pictured)('in %s are what the tables say (npm run pictures)', (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    expect(text).toContain('```mermaid');
    expect(text).toBe(withPictures(text));
  });
});
