import { box, disc, line, oval, ring, row, shape } from './shapes';
import { groundY, type Scene } from './scene';

/** A bowl of noodles, steaming. */
const noodles: Scene = {
  palettes: ['rose', 'honey'],
  draw: ({ main, deep, accent, light, ground }, chance) => [
    row(3, (index) => {
      const x = 322 + index * 52;
      const rise = chance.between(104, 128);
      return line(`M${x} 184 C${x - 18} 164 ${x + 18} 148 ${x} ${rise.toFixed(0)}`, ground, 9);
    }),
    oval(375, 216, 134, 30, deep),
    oval(375, 214, 118, 22, accent, { opacity: 0.9 }),
    row(4, (index) =>
      line(
        `M${288 + index * 30} 220 C${302 + index * 30} 196 ${326 + index * 30} 232 ${344 + index * 30} 206`,
        light,
        7,
      ),
    ),
    disc(432, 204, 22, light),
    disc(432, 204, 11, accent),
    line('M452 216 L548 128 M470 220 L562 142', deep, 8),
    shape('M240 218 C246 288 296 322 375 322 C454 322 504 288 510 218 C470 252 280 252 240 218 Z', main),
    shape('M324 314 L426 314 L414 332 L336 332 Z', deep),
    line('M276 272 C330 296 420 296 474 272', light, 6, { opacity: 0.7 }),
  ],
};

/** Jars of things that keep. */
const jars: Scene = {
  palettes: ['sage', 'sand'],
  draw: ({ main, deep, accent, light, ground }, chance) => {
    const jar = (x: number, top: number, width: number, inside: string): string =>
      box(x - width / 2, top, width, groundY + 4 - top, ground, { corner: 24 }) +
      box(x - width / 2 + 9, top + 50, width - 18, groundY - 54 - top + 44, inside, { corner: 17 }) +
      box(x - width / 2 + 8, top - 20, width - 16, 30, deep, { corner: 8 }) +
      box(x - 25, top + 74, 50, 36, light, { corner: 6 }) +
      line(`M${x - 13} ${top + 92} L${x + 13} ${top + 92}`, deep, 5, { opacity: 0.6 });
    return [
      jar(276, 196, 96, accent),
      jar(478, 204, 92, accent),
      jar(376, 138, 128, main),
      row(4, (index) => disc(338 + index * 26, 276 + chance.between(-8, 14), 11, light, { opacity: 0.35 })),
      line('M376 104 C370 84 380 70 394 62', deep, 6),
      oval(410, 62, 22, 11, main, { turn: -20 }),
    ];
  },
};

/** A cat that looks at you. */
const cat: Scene = {
  palettes: ['sand', 'rose'],
  draw: ({ main, deep, accent, light }, chance) => {
    const stripes = chance.whole(2, 3);
    return [
      line('M446 300 C516 306 530 248 502 220', main, 24),
      shape(`M286 ${groundY + 4} C276 250 306 214 375 214 C444 214 474 250 464 ${groundY + 4} Z`, main),
      shape(`M336 ${groundY + 4} C330 274 344 250 375 250 C406 250 420 274 414 ${groundY + 4} Z`, light),
      shape('M280 116 L296 56 L346 92 Z', main),
      shape('M470 116 L454 56 L404 92 Z', main),
      shape('M294 102 L302 76 L326 94 Z', light),
      shape('M456 102 L448 76 L424 94 Z', light),
      oval(375, 156, 102, 82, main),
      row(stripes, (index) =>
        line(`M${375 + (index - (stripes - 1) / 2) * 24} 82 L${375 + (index - (stripes - 1) / 2) * 24} 106`, deep, 8, {
          opacity: 0.6,
        }),
      ),
      oval(375, 186, 48, 36, light),
      oval(332, 152, 11, 15, deep),
      oval(418, 152, 11, 15, deep),
      disc(335, 147, 4, light),
      disc(421, 147, 4, light),
      shape('M363 172 L387 172 L375 185 Z', accent),
      line('M375 185 C374 200 358 202 352 195 M375 185 C376 200 392 202 398 195', deep, 5),
      line('M282 176 L322 180 M286 200 L324 194 M468 176 L428 180 M464 200 L426 194', deep, 3.5, { opacity: 0.55 }),
    ];
  },
};

/** A dog with its ball. */
const dog: Scene = {
  palettes: ['sea', 'honey'],
  draw: ({ main, deep, accent, light }) => [
    line('M298 288 C256 284 244 250 258 230', main, 20),
    shape(`M294 ${groundY + 4} C290 252 318 220 375 220 C432 220 460 252 456 ${groundY + 4} Z`, main),
    shape(`M340 ${groundY + 4} C338 268 352 246 375 246 C398 246 412 268 410 ${groundY + 4} Z`, light),
    shape('M300 118 C300 70 450 70 450 118 L450 168 C450 218 412 236 375 236 C338 236 300 218 300 168 Z', main),
    shape('M310 98 C272 86 254 118 262 172 C270 204 302 200 306 168 Z', deep),
    shape('M440 98 C478 86 496 118 488 172 C480 204 448 200 444 168 Z', deep),
    shape('M358 82 L392 82 L394 160 C420 168 424 220 375 228 C326 220 330 168 356 160 Z', light),
    disc(332, 142, 10, deep),
    disc(418, 142, 10, deep),
    disc(335, 138, 3.5, light),
    disc(421, 138, 3.5, light),
    oval(375, 172, 17, 12, deep),
    line('M375 184 L375 196 M375 196 C366 208 352 206 346 198 M375 196 C384 208 398 206 404 198', deep, 5),
    shape('M364 206 C366 226 384 226 386 206 Z', accent),
    box(316, 228, 118, 16, accent, { corner: 8 }),
    disc(375, 246, 11, light),
    disc(498, 298, 27, accent),
    line('M474 290 C490 300 500 312 502 324', light, 5),
  ],
};

/** A moon, and a bear who listens. */
const bedtime: Scene = {
  palettes: ['night', 'plum'],
  draw: ({ main, deep, accent, light }, chance) => [
    shape('M470 70 A58 58 0 1 0 512 152 A48 48 0 1 1 470 70 Z', accent),
    row(6, (index) =>
      disc(226 + index * 38 + chance.between(-10, 10), 78 + chance.between(-18, 34), chance.between(3, 6), accent),
    ),
    shape(`M292 ${groundY} C286 262 312 236 362 236 C412 236 438 262 432 ${groundY} Z`, main),
    disc(300, 132, 27, main),
    disc(424, 132, 27, main),
    disc(300, 132, 13, light),
    disc(424, 132, 13, light),
    disc(362, 180, 76, main),
    oval(362, 204, 34, 26, light),
    oval(362, 194, 11, 8, deep),
    line('M362 202 L362 212', deep, 4),
    line('M324 172 C330 180 340 180 344 172 M380 172 C386 180 396 180 400 172', deep, 5),
    shape(
      'M362 274 C332 256 300 258 268 266 L268 330 C300 322 332 322 362 338 C392 322 424 322 456 330 L456 266 C424 258 392 256 362 274 Z',
      light,
    ),
    line('M362 276 L362 336', deep, 4),
    row(2, (index) =>
      line(
        `M288 ${286 + index * 18} C308 ${282 + index * 18} 328 ${284 + index * 18} 344 ${290 + index * 18} M380 ${290 + index * 18} C396 ${284 + index * 18} 416 ${282 + index * 18} 436 ${286 + index * 18}`,
        deep,
        4,
        { opacity: 0.4 },
      ),
    ),
  ],
};

/** A leaf under a magnifying glass. */
const magnifiedLeaf: Scene = {
  palettes: ['sage', 'honey'],
  draw: ({ main, deep, accent, light }) => [
    line('M430 266 L494 326', deep, 26),
    line('M438 274 L494 326', accent, 12),
    disc(358, 188, 108, light),
    shape('M296 246 C276 176 316 122 426 120 C436 212 384 262 296 246 Z', main),
    line('M288 258 C330 214 368 176 414 134', light, 7),
    line('M330 216 L324 176 M364 184 L360 146 M338 208 L380 208 M370 176 L408 172', light, 5),
    ring(358, 188, 108, deep, 16),
    line('M288 142 C298 120 316 106 338 98', light, 8, { opacity: 0.8 }),
    oval(470, 124, 17, 22, accent),
    line('M470 102 L470 146', deep, 4),
    disc(470, 100, 10, deep),
    disc(463, 118, 4, deep),
    disc(477, 130, 4, deep),
    line('M464 92 L456 82 M476 92 L484 82', deep, 3),
  ],
};

export const homeScenes = { noodles, jars, cat, dog, bedtime, magnifiedLeaf };
