import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listings } from './groups';
import { everybody } from './people';

const folder = join(import.meta.dirname, 'images');

function readSize(path: string): { readonly width: number; readonly height: number } {
  const png = readFileSync(path);
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}

describe('the images of the seed', () => {
  it.each([
    ['covers', listings.map(({ id }) => `${id}.png`), { width: 750, height: 420 }],
    ['avatars', everybody.map(({ name }) => `${name}.png`), { width: 160, height: 160 }],
  ] as const)('The folder %s holds one small image for each that needs one, and no other', (kind, expected, size) => {
    const names = readdirSync(join(folder, kind));
    expect(names.sort()).toEqual([...expected].sort());
    for (const name of names) {
      const path = join(folder, kind, name);
      expect(readSize(path), name).toEqual(size);
      expect(statSync(path).size, name).toBeLessThan(20_000);
    }
  });
});
