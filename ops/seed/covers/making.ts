import { box, disc, line, oval, placed, ring, row, shape } from './shapes';
import { groundY, type Scene } from './scene';

/** A camera, its lens in the middle. */
const camera: Scene = {
  palettes: ['dusk', 'sea'],
  draw: ({ main, deep, accent, light }) => [
    box(318, 112, 114, 52, deep, { corner: 14 }),
    box(250, 128, 44, 24, accent, { corner: 8 }),
    box(226, 144, 298, 176, main, { corner: 30 }),
    box(226, 186, 298, 92, deep, { opacity: 0.5 }),
    disc(375, 232, 78, light),
    disc(375, 232, 64, deep),
    disc(375, 232, 44, main),
    disc(375, 232, 24, deep),
    disc(358, 214, 12, light, { opacity: 0.85 }),
    disc(488, 168, 11, accent),
    box(246, 160, 44, 14, light, { corner: 7, opacity: 0.8 }),
  ],
};

/** A roll of film, pulled out. */
const film: Scene = {
  palettes: ['honey', 'night'],
  draw: ({ main, deep, accent, light }, chance) => [
    shape('M330 178 C400 160 470 196 548 172 L548 274 C470 298 400 262 330 280 Z', deep),
    row(3, (index) => {
      const x = 366 + index * 60;
      const sink = [-5, 4, 6][index] ?? 0;
      return (
        box(x, 196 + sink, 48, 62, index === chance.whole(0, 2) ? accent : light, { corner: 4 }) +
        shape(
          `M${x} ${258 + sink} L${x + 18} ${230 + sink} L${x + 30} ${244 + sink} L${x + 38} ${236 + sink} L${x + 48} ${250 + sink} L${x + 48} ${258 + sink} Z`,
          main,
        )
      );
    }),
    row(7, (index) => {
      const y = [176, 173, 174, 178, 181, 182, 180][index] ?? 176;
      return (
        box(358 + index * 27, y, 11, 9, light, { corner: 2 }) +
        box(358 + index * 27, y + 92, 11, 9, light, { corner: 2 })
      );
    }),
    box(276, 96, 28, 40, deep, { corner: 6 }),
    box(230, 124, 120, 198, accent, { corner: 12 }),
    box(230, 162, 120, 122, main),
    box(222, 118, 136, 26, deep, { corner: 10 }),
    box(222, 304, 136, 26, deep, { corner: 10 }),
    disc(290, 223, 34, light),
    shape('M290 196 L296 214 L314 216 L300 228 L305 246 L290 236 L275 246 L280 228 L266 216 L284 214 Z', accent),
  ],
};

/** A phone with a landscape on it. */
const phonePhoto: Scene = {
  palettes: ['rose', 'plum'],
  draw: ({ main, deep, accent, light, sky }) => [
    box(292, 70, 166, 262, deep, { corner: 28 }),
    box(304, 84, 142, 234, sky, { corner: 18 }),
    disc(412, 142, 22, accent),
    shape(
      'M304 250 L352 184 L388 232 L410 206 L446 252 L446 300 C446 312 438 318 428 318 L322 318 C310 318 304 310 304 300 Z',
      main,
    ),
    shape(
      'M304 276 C344 256 400 262 446 284 L446 300 C446 312 438 318 428 318 L322 318 C310 318 304 310 304 300 Z',
      deep,
      { opacity: 0.6 },
    ),
    disc(375, 294, 15, light),
    ring(375, 294, 21, light, 4),
    line('M322 106 L322 124 M322 106 L340 106 M428 106 L410 106 M428 106 L428 124', light, 5),
    line('M256 148 L256 186 M237 167 L275 167', accent, 8),
    line('M498 222 L498 250 M484 236 L512 236', accent, 7),
    disc(502, 150, 8, main),
    disc(250, 250, 7, main),
  ],
};

/** A stack of books with a cup on top. */
const bookStack: Scene = {
  palettes: ['plum', 'rose'],
  draw: ({ main, deep, accent, light, ground }, chance) => {
    const colours = chance.shuffled([main, accent, ground, deep]);
    const book = (index: number): string => {
      const width = [232, 204, 218, 184][index] ?? 200;
      const x = 375 - width / 2 + ([0, 10, -8, 6][index] ?? 0);
      const y = groundY - 34 - index * 38;
      return (
        box(x, y, width, 38, colours[index] ?? main, { corner: 8 }) +
        box(x + width - 30, y + 7, 32, 24, light, { corner: 3 }) +
        box(x + 20, y + 10, 10, 18, light, { corner: 4, opacity: 0.65 })
      );
    };
    return [
      row(4, book),
      shape('M328 112 L414 112 C414 152 406 172 386 174 L356 174 C336 172 328 152 328 112 Z', accent),
      line('M414 122 C440 118 442 152 408 152', accent, 9),
      oval(371, 112, 43, 9, deep),
      line('M356 94 C348 82 362 74 356 60 M386 94 C378 82 392 74 386 60', ground, 6),
      line('M508 322 L508 250', deep, 6),
      oval(492, 262, 20, 10, main, { turn: 32 }),
      oval(525, 246, 20, 10, main, { turn: -32 }),
      oval(508, 228, 11, 20, main),
    ];
  },
};

/** A plum branch in a round window. */
const roundWindow: Scene = {
  palettes: ['rose', 'plum'],
  draw: ({ main, deep, accent, light }, chance) => {
    const blossom = (x: number, y: number, size: number): string =>
      row(5, (index) => {
        const angle = (index / 5) * 2 * Math.PI - Math.PI / 2;
        return disc(x + Math.cos(angle) * size, y + Math.sin(angle) * size, size * 0.72, main);
      }) + disc(x, y, size * 0.45, accent);
    return [
      disc(375, 204, 138, light),
      disc(430, 152, 40, accent, { opacity: 0.35 }),
      line('M252 268 C306 258 330 224 366 206 C404 188 430 190 478 142', deep, 12),
      line('M342 222 C340 186 352 164 372 140 M408 192 C430 210 452 214 474 212', deep, 7),
      blossom(372, 138, 15),
      blossom(474, 214, 13),
      blossom(424, 178, 16),
      blossom(310, 246, 14),
      blossom(470, 146, chance.between(11, 15)),
      disc(344, 184, 8, main),
      disc(444, 212, 7, main),
      ring(375, 204, 138, deep, 18),
      box(246, 330, 258, 10, deep, { corner: 5 }),
    ];
  },
};

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

/** A sheet on a clipboard with a person's outline. */
const clipboard: Scene = {
  palettes: ['sea', 'dusk'],
  draw: ({ main, deep, accent, light, ground }) => [
    box(272, 86, 206, 246, main, { corner: 20 }),
    box(288, 106, 174, 212, light, { corner: 10 }),
    box(334, 70, 82, 40, deep, { corner: 14 }),
    disc(375, 84, 8, light),
    disc(328, 160, 20, accent),
    shape('M296 206 C296 178 360 178 360 206 Z', accent),
    row(3, (index) =>
      line(`M382 ${152 + index * 22} L${440 - index * 14} ${152 + index * 22}`, deep, 7, {
        opacity: index === 0 ? 0.9 : 0.35,
      }),
    ),
    row(3, (index) => {
      const y = 240 + index * 26;
      return (
        box(308, y - 5, 134, 11, ground, { corner: 5, opacity: 0.6 }) +
        box(308, y - 5, [104, 76, 118][index] ?? 90, 11, main, { corner: 5 })
      );
    }),
    disc(474, 296, 38, accent),
    line('M456 296 L470 310 L494 282', light, 9),
  ],
};

/** A laptop with a cup beside it. */
const laptop: Scene = {
  palettes: ['sage', 'sand'],
  draw: ({ main, deep, accent, light, ground }, chance) => [
    box(262, 128, 226, 160, deep, { corner: 16 }),
    box(276, 142, 198, 134, light, { corner: 6 }),
    disc(332, 196, 23, accent),
    shape('M292 250 C292 212 372 212 372 250 Z', accent),
    disc(418, 196, 23, main),
    shape('M378 250 C378 212 458 212 458 250 Z', main),
    box(292, 260, chance.between(70, 130), 8, ground, { corner: 4 }),
    shape('M236 290 L514 290 L530 316 C530 322 526 326 520 326 L230 326 C224 326 220 322 220 316 Z', main),
    box(336, 292, 78, 11, deep, { corner: 5 }),
    shape('M520 256 L572 256 L566 324 L526 324 Z', accent),
    box(514, 246, 64, 14, deep, { corner: 7 }),
    line('M536 230 C528 218 544 210 538 196 M554 230 C546 218 562 210 556 196', ground, 6),
  ],
};

export const makingScenes = {
  camera,
  film,
  phonePhoto,
  bookStack,
  roundWindow,
  yarn,
  vases,
  notebook,
  clipboard,
  laptop,
};
