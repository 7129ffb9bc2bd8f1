import { box, disc, line, oval, placed, row, shape } from './shapes';
import { groundY, type Scene } from './scene';

/** An open book with the sun coming up behind it. */
const sunriseBook: Scene = {
  palettes: ['honey', 'sand'],
  draw: ({ main, deep, accent, light }, chance) => {
    const rays = chance.whole(7, 9);
    return [
      disc(375, 222, 74, main),
      row(rays, (index) => {
        const angle = Math.PI * ((index + 0.5) / rays);
        const at = (radius: number): string =>
          `${(375 - Math.cos(angle) * radius).toFixed(1)} ${(222 - Math.sin(angle) * radius).toFixed(1)}`;
        return line(`M${at(94)} L${at(index % 2 === 0 ? 128 : 114)}`, main, 9);
      }),
      shape('M375 246 C335 216 280 214 236 228 L236 330 C280 316 335 318 375 346 Z', light),
      shape('M375 246 C415 216 470 214 514 228 L514 330 C470 316 415 318 375 346 Z', light),
      shape(
        'M236 330 C280 316 335 318 375 346 C415 318 470 316 514 330 L514 344 C470 332 415 334 375 360 C335 334 280 332 236 344 Z',
        accent,
      ),
      line('M375 248 L375 346', deep, 5),
      row(3, (index) =>
        line(
          `M264 ${252 + index * 24} C296 ${246 + index * 24} 324 ${250 + index * 24} 348 ${262 + index * 24}`,
          deep,
          5,
          { opacity: 0.35 },
        ),
      ),
      row(3, (index) =>
        line(
          `M402 ${262 + index * 24} C426 ${250 + index * 24} 454 ${246 + index * 24} ${486 - index * 16} ${252 + index * 24}`,
          deep,
          5,
          { opacity: 0.35 },
        ),
      ),
    ];
  },
};

/** A desk lamp over an open exercise book. */
const lamp: Scene = {
  palettes: ['night', 'dusk'],
  draw: ({ main, deep, accent, light }) => [
    shape(`M322 168 L246 ${groundY} L470 ${groundY} L396 130 Z`, light, { opacity: 0.2 }),
    box(412, 308, 96, 16, main, { corner: 8 }),
    line('M460 310 L478 226 L404 134', main, 12),
    disc(478, 226, 13, light),
    placed([shape('M-62 24 C-62 -26 -30 -48 0 -48 C30 -48 62 -26 62 24 Z', accent), oval(0, 24, 62, 12, light)], {
      x: 366,
      y: 136,
      turn: 28,
    }),
    shape('M338 306 C318 292 286 292 258 298 L258 322 L418 322 L418 298 C390 292 358 292 338 306 Z', light),
    line('M338 306 L338 320', deep, 4, { opacity: 0.5 }),
    box(232, 318, 300, 12, main, { corner: 6 }),
  ],
};

/** A window with lines of code and a potted plant. */
const qrWindow: Scene = {
  palettes: ['dusk', 'sea'],
  draw: ({ main, deep, accent, light, ground }, chance) => [
    box(242, 112, 266, 184, deep, { corner: 18 }),
    box(242, 112, 266, 40, main, { corner: 18 }),
    box(242, 134, 266, 20, main),
    row(3, (index) => disc(266 + index * 22, 133, 7, index === 0 ? accent : light, { opacity: index === 0 ? 1 : 0.6 })),
    row(4, (index) => {
      const indent = [0, 28, 56, 28][index] ?? 0;
      const y = 178 + index * 28;
      const width = chance.between(52, 92);
      return (
        box(268 + indent, y, width, 11, index % 2 === 0 ? accent : ground, { corner: 6 }) +
        box(280 + indent + width, y, 40, 11, light, { corner: 6, opacity: 0.7 })
      );
    }),
    shape(`M336 296 L414 296 L428 ${groundY} L322 ${groundY} Z`, main),
    box(300, 316, 150, 12, deep, { corner: 6 }),
    shape('M486 322 L532 322 L526 274 L492 274 Z', accent),
    shape('M508 276 C484 256 480 228 488 212 C506 226 514 250 509 276 Z', main),
    shape('M510 276 C516 250 532 236 548 236 C546 258 532 272 511 277 Z', main),
  ],
};

/** A guitar leaning in the light. */
const guitar: Scene = {
  palettes: ['sand', 'honey'],
  draw: ({ main, deep, accent, light }) => [
    placed(
      [
        box(-11, -196, 22, 190, deep, { corner: 4 }),
        box(-18, -232, 36, 48, deep, { corner: 8 }),
        row(3, (index) => disc(-25, -224 + index * 15, 5, accent) + disc(25, -224 + index * 15, 5, accent)),
        row(5, (index) => line(`M-10 ${-168 + index * 26} L10 ${-168 + index * 26}`, light, 3, { opacity: 0.6 })),
        shape(
          'M0 -74 C36 -76 60 -52 52 -22 C48 -4 54 6 66 22 C86 54 58 96 0 96 C-58 96 -86 54 -66 22 C-54 6 -48 -4 -52 -22 C-60 -52 -36 -76 0 -74 Z',
          main,
        ),
        disc(0, -8, 23, deep),
        box(-26, 48, 52, 12, deep, { corner: 6 }),
        row(4, (index) => line(`M${-6 + index * 4} -180 L${-6 + index * 4} 52`, light, 1.6)),
      ],
      { x: 362, y: 244, turn: 24, scale: 0.98 },
    ),
    line('M500 152 L500 212', deep, 6),
    oval(487, 214, 15, 11, deep, { turn: -18 }),
    shape('M497 148 C512 156 526 158 526 178 C520 168 512 168 503 168 Z', deep),
    line('M262 128 L262 174', accent, 6),
    oval(250, 176, 14, 10, accent, { turn: -18 }),
  ],
};

/** A sheet with handwriting and a pen. */
const essay: Scene = {
  palettes: ['rose', 'sage'],
  draw: ({ main, deep, accent, light, ground }, chance) => [
    box(270, 92, 190, 234, ground, { corner: 12, turn: 7 }),
    box(264, 88, 190, 234, light, { corner: 12, turn: -4 }),
    placed(
      [
        box(-70, -88, 74, 15, main, { corner: 7 }),
        row(5, (index) =>
          line(
            `M-70 ${-46 + index * 29} L${chance.between(index === 4 ? -10 : 38, index === 4 ? 20 : 72).toFixed(0)} ${-46 + index * 29}`,
            deep,
            6,
            { opacity: 0.3 },
          ),
        ),
        line('M-18 66 C-4 50 6 82 18 64 C28 52 36 72 50 62', accent, 6),
      ],
      { x: 359, y: 205, turn: -4 },
    ),
    placed(
      [
        box(-13, -142, 26, 120, main, { corner: 10 }),
        box(-13, -52, 26, 12, light),
        shape('M-13 -26 L13 -26 L3 16 L-3 16 Z', accent),
        line('M0 -8 L0 14', deep, 3),
        box(9, -132, 7, 56, deep, { corner: 3 }),
      ],
      { x: 424, y: 266, turn: 38 },
    ),
  ],
};

export const learningScenes = { sunriseBook, lamp, qrWindow, guitar, essay };
