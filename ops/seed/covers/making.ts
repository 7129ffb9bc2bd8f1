import { box, disc, line, oval, placed, row, shape } from './shapes';
import type { Scene } from './scene';

/** A ball of yarn with two needles. */
const yarn: Scene = {
  palettes: ['plum', 'sea'],
  draw: ({ main, deep, accent, light }) => [
    line('M284 96 L424 300 M466 96 L326 300', deep, 10),
    disc(284, 96, 13, accent),
    disc(466, 96, 13, accent),
    disc(375, 224, 102, main),
    line(
      'M288 192 C330 150 408 144 456 176 M276 222 C326 174 422 168 474 208 M280 256 C336 206 424 204 474 240',
      light,
      6,
      { opacity: 0.75 },
    ),
    line('M322 142 C292 190 298 272 340 316 M356 124 C326 182 332 274 384 324', deep, 6, { opacity: 0.4 }),
    line('M424 136 C466 188 462 266 420 312', light, 6, { opacity: 0.75 }),
    line('M410 318 C452 340 486 320 508 332 C530 342 548 334 556 322', main, 8),
  ],
};

/** Vases of clay, one with a twig. */
const vases: Scene = {
  palettes: ['sand', 'sea'],
  draw: ({ main, deep, accent, light, ground }, chance) => [
    line('M376 130 C368 96 352 82 330 68 M376 130 C380 98 398 80 414 74', deep, 5),
    row(3, (index) =>
      oval(340 - index * 7 + (index === 1 ? 22 : 0), 76 + index * 16, 17, 8, accent, { turn: 26 + index * 20 }),
    ),
    row(2, (index) => oval(406 + index * 9, 82 - index * 12 + 12, 17, 8, accent, { turn: -40 })),
    shape(
      'M350 128 L402 128 C402 160 450 186 450 244 C450 290 424 324 376 324 C328 324 302 290 302 244 C302 186 350 160 350 128 Z',
      main,
    ),
    line('M310 214 C350 232 402 232 442 214', light, chance.between(8, 12)),
    line('M303 244 C350 264 402 264 449 244', light, 5, { opacity: 0.7 }),
    box(342, 118, 68, 18, deep, { corner: 9 }),
    shape(
      'M226 232 L296 232 C300 262 314 274 312 296 C310 316 292 326 262 326 C232 326 214 316 212 296 C210 274 222 262 226 232 Z',
      ground,
    ),
    box(220, 224, 82, 16, accent, { corner: 8 }),
    shape('M448 276 L544 276 C542 310 526 326 496 326 C466 326 450 310 448 276 Z', deep),
    oval(496, 276, 48, 11, ground),
  ],
};

/** A notebook with washi tape and stickers. */
const notebook: Scene = {
  palettes: ['honey', 'rose'],
  draw: ({ main, deep, accent, light, ground }, chance) => [
    box(278, 84, 200, 248, deep, { corner: 18, turn: -5 }),
    box(286, 82, 196, 244, light, { corner: 14, turn: -5 }),
    placed(
      [
        box(-78, -98, 82, 66, ground, { corner: 6 }),
        disc(-52, -62, 14, accent),
        shape('M-78 -32 L-46 -64 L-26 -46 L-12 -58 L4 -38 L4 -32 Z', main),
        box(-44, -112, 62, 22, accent, { opacity: 0.75, turn: chance.between(-8, 8) }),
        row(3, (index) => line(`M24 ${-84 + index * 24} L76 ${-84 + index * 24}`, deep, 5, { opacity: 0.3 })),
        row(
          3,
          (index) =>
            box(-78, 2 + index * 34, 17, 17, index === 0 ? main : ground, { corner: 4 }) +
            line(`M-48 ${11 + index * 34} L${20 + index * 8} ${11 + index * 34}`, deep, 5, { opacity: 0.3 }),
        ),
        row(5, (index) => {
          const angle = (index / 5) * 2 * Math.PI;
          return disc(56 + Math.cos(angle) * 17, 74 + Math.sin(angle) * 17, 13, main);
        }),
        disc(56, 74, 11, accent),
      ],
      { x: 386, y: 206, turn: -5 },
    ),
    row(6, (index) => box(266 + index * 3.4, 118 + index * 34, 34, 11, main, { corner: 5, turn: -5 })),
  ],
};

export const makingScenes = { yarn, vases, notebook };
