/**
 * Marks of a drawing as SVG text. Only presentation attributes, never styles: a stored file is served under a policy that lets no
 * style in.
 */
const round = (value: number): string => String(Math.round(value * 10) / 10);

export interface Look {
  /** Degrees around the mark's own middle. */
  readonly turn?: number;
  readonly opacity?: number;
  /** Radius of corners, for `box`. */
  readonly corner?: number;
}

const looks = ({ turn, opacity }: Look, x: number, y: number): string =>
  (turn === undefined ? '' : ` transform="rotate(${round(turn)} ${round(x)} ${round(y)})"`) +
  (opacity === undefined ? '' : ` opacity="${round(opacity)}"`);

export const disc = (x: number, y: number, radius: number, fill: string, look: Look = {}): string =>
  `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="${fill}"${looks(look, x, y)}/>`;

export const oval = (x: number, y: number, rx: number, ry: number, fill: string, look: Look = {}): string =>
  `<ellipse cx="${round(x)}" cy="${round(y)}" rx="${round(rx)}" ry="${round(ry)}" fill="${fill}"${looks(look, x, y)}/>`;

/** A rectangle by its upper left corner. */
export const box = (x: number, y: number, width: number, height: number, fill: string, look: Look = {}): string =>
  `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${round(look.corner ?? 0)}" ` +
  `fill="${fill}"${looks(look, x + width / 2, y + height / 2)}/>`;

export const shape = (d: string, fill: string, look: Look = {}): string =>
  `<path d="${d}" fill="${fill}"${looks(look, 375, 210)}/>`;

export const line = (d: string, colour: string, width: number, look: Look = {}): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${round(width)}" stroke-linecap="round" stroke-linejoin="round"${looks(look, 375, 210)}/>`;

export const ring = (x: number, y: number, radius: number, colour: string, width: number, look: Look = {}): string =>
  `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="none" stroke="${colour}" stroke-width="${round(width)}"${looks(look, x, y)}/>`;

/** Marks moved, turned around a point and sized together. */
export const placed = (
  marks: readonly string[],
  { x = 0, y = 0, scale = 1, turn = 0 }: { x?: number; y?: number; scale?: number; turn?: number },
): string =>
  `<g transform="translate(${round(x)} ${round(y)}) rotate(${round(turn)}) scale(${Math.round(scale * 100) / 100})">${marks.join('')}</g>`;

/** `count` marks made one after the other. */
export const row = (count: number, mark: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => mark(index)).join('');
