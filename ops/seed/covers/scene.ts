import type { Chance } from '../chance';
import type { Palette, PaletteName } from './palettes';

/** Draws a subject around (375, 210), inside the 420 × 420 middle that a square thumbnail shows; the ground lies at y = 322. */
export type Drawing = (palette: Palette, chance: Chance) => readonly string[];

export interface Scene {
  readonly palettes: readonly [PaletteName, ...PaletteName[]];
  readonly draw: Drawing;
}

/** Where things stand. */
export const groundY = 322;
