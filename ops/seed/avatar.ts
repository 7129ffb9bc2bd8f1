import { chanceOf } from './chance';
import { box, disc, line, oval, shape } from './covers/shapes';

const grounds = ['#cfe3d6', '#f3dcc0', '#d3daf0', '#f3d3cd', '#cbe4ec', '#e0d5ec', '#f6e4b8', '#d9dfdc'] as const;
const skins = ['#f6d3b3', '#f0c4a0', '#e5b188', '#f9dcc4'] as const;
const hairs = ['#2b2624', '#3d2c24', '#5a3d2b', '#1f2430'] as const;
const grey = '#8b8784';
const clothes = ['#3f8f6b', '#c7743c', '#5566a8', '#c3635a', '#2d8098', '#7a589c', '#cf942a', '#4d5a55'] as const;

/** What lies behind the face, and what lies on it. */
type Hair = (colour: string) => { readonly behind: string; readonly above: string };

const crown = 'M45 78 C43 46 58 34 80 34 C102 34 117 46 115 78 C110 62 98 56 80 56 C62 56 50 62 45 78 Z';
const none = '';

const styles = {
  cropped: (colour) => ({ behind: none, above: shape(crown, colour) }),
  long: (colour) => ({
    behind: shape('M40 82 C34 22 126 22 120 82 L122 122 L38 122 Z', colour),
    above: shape(
      'M46 76 C48 48 66 44 84 46 C78 58 62 66 46 76 Z M84 46 C104 46 114 58 114 78 C104 70 92 62 84 46 Z',
      colour,
    ),
  }),
  bun: (colour) => ({ behind: disc(80, 30, 16, colour), above: shape(crown, colour) }),
  bob: (colour) => ({
    behind: shape('M42 80 C36 26 124 26 118 80 L118 98 L42 98 Z', colour),
    above: shape('M44 72 C40 32 120 32 116 72 C104 66 56 66 44 72 Z', colour),
  }),
  pigtails: (colour) => ({
    behind: oval(38, 94, 12, 26, colour, { turn: 12 }) + oval(122, 94, 12, 26, colour, { turn: -12 }),
    above: shape(crown, colour),
  }),
  swept: (colour) => ({
    behind: none,
    above: shape(
      'M44 74 C40 48 56 30 84 32 C108 32 120 52 114 74 C108 66 106 60 104 54 C88 62 66 60 54 54 C52 62 48 68 44 74 Z',
      colour,
    ),
  }),
} satisfies Record<string, Hair>;
export type HairStyle = keyof typeof styles;
const styleNames = Object.keys(styles) as readonly HairStyle[];

/** What is said of somebody's looks; the rest is left to chance. */
export interface Looks {
  readonly hair?: HairStyle;
  readonly grey?: boolean;
}

/** A person's portrait as SVG, 160 × 160, always the same for a name. Nobody real. */
export function avatarOf(name: string, looks: Looks = {}): string {
  const chance = chanceOf(`avatar ${name}`);
  const ground = chance.oneOf(grounds);
  const skin = chance.oneOf(skins);
  const style = styles[looks.hair ?? chance.oneOf(styleNames)];
  const hair = style(looks.grey ? grey : chance.oneOf(hairs));
  const coat = chance.oneOf(clothes);
  const marks = [
    `<rect width="160" height="160" fill="${ground}"/>`,
    hair.behind,
    shape('M20 166 C20 132 46 122 80 122 C114 122 140 132 140 166 Z', coat),
    box(68, 102, 24, 30, skin, { corner: 11 }),
    shape('M64 122 C70 136 90 136 96 122 L80 118 Z', skin),
    oval(80, 82, 33, 37, skin),
    hair.above,
    disc(67, 86, 3.4, '#2f2a28'),
    disc(93, 86, 3.4, '#2f2a28'),
    oval(59, 96, 6, 4, '#e58f7d', { opacity: 0.4 }),
    oval(101, 96, 6, 4, '#e58f7d', { opacity: 0.4 }),
    line('M72 101 C76 106 84 106 88 101', '#8a4b3c', 3),
    ...(chance.whole(0, 3) === 0 ? [glasses] : []),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 160" width="160" height="160">${marks.join('')}</svg>\n`;
}

const glasses = line(
  'M57 86 a10 10 0 1 0 20 0 a10 10 0 1 0 -20 0 M83 86 a10 10 0 1 0 20 0 a10 10 0 1 0 -20 0 M77 85 L83 85',
  '#4a4340',
  2.4,
);
