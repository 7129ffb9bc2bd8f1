import { box, disc, line, oval, placed, row, shape } from './shapes';
import { groundY, type Scene } from './scene';

/** A peak with a path winding up to its flag. */
const mountain: Scene = {
  palettes: ['sage', 'sea'],
  draw: ({ main, deep, accent, light, ground }) => [
    disc(462, 128, 34, accent),
    shape(`M196 ${groundY + 4} L312 176 L408 ${groundY + 4} Z`, ground),
    shape(`M248 ${groundY + 6} L386 104 L536 ${groundY + 6} Z`, main),
    shape('M386 104 L348 164 L368 158 L384 174 L402 156 L428 166 Z', light),
    line(`M352 ${groundY + 4} C420 302 440 286 398 268 C360 252 366 236 392 224 C412 214 408 200 396 190`, light, 9),
    line('M386 104 L386 64', deep, 6),
    shape('M386 62 L428 75 L386 90 Z', accent),
    row(3, (index) => {
      const x = 256 + index * 38;
      const tall = index === 1 ? 74 : 56;
      return shape(`M${x} ${groundY + 12 - tall} L${x + 24} ${groundY + 12} L${x - 24} ${groundY + 12} Z`, deep);
    }),
  ],
};

/** A running shoe in front of the early sun. */
const runningShoe: Scene = {
  palettes: ['dusk', 'plum'],
  draw: ({ main, deep, accent, light, ground }) => [
    disc(396, 176, 88, accent, { opacity: 0.9 }),
    row(3, (index) =>
      line(`M${188 + index * 16} ${216 + index * 34} L${252 - index * 8} ${216 + index * 34}`, ground, 10),
    ),
    shape(
      'M268 222 C270 206 286 196 300 200 C316 232 342 236 366 214 L388 190 L470 246 C506 258 532 264 534 296 L268 296 Z',
      main,
    ),
    shape('M366 214 L388 190 L470 246 C480 250 488 252 496 255 C478 274 444 276 420 262 Z', light),
    shape('M268 240 C300 262 334 262 352 282 L352 296 L268 296 Z', deep, { opacity: 0.45 }),
    row(3, (index) =>
      line(`M${392 + index * 25} ${224 + index * 17} L${414 + index * 25} ${202 + index * 17}`, deep, 7),
    ),
    shape('M260 294 L538 294 C542 318 526 326 506 326 L282 326 C266 326 258 312 260 294 Z', light),
    line('M276 312 L520 312', accent, 6),
  ],
};

/** A shuttlecock coming down on a racket. */
const shuttlecock: Scene = {
  palettes: ['sea', 'sage'],
  draw: ({ main, deep, accent, light, ground }) => [
    placed(
      [
        oval(0, -66, 76, 92, light, { opacity: 0.55 }),
        row(5, (index) =>
          line(
            `M${-50 + index * 25} -${[118, 146, 152, 146, 118][index] ?? 140} L${-50 + index * 25} -${[14, -14, -20, -14, 14][index] ?? 0}`,
            deep,
            2.5,
            { opacity: 0.5 },
          ),
        ),
        row(6, (index) => line(`M-68 ${-126 + index * 25} L68 ${-126 + index * 25}`, deep, 2.5, { opacity: 0.5 })),
        `<ellipse cx="0" cy="-66" rx="76" ry="92" fill="none" stroke="${main}" stroke-width="15"/>`,
        line('M0 26 L0 92', main, 12),
        box(-13, 78, 26, 78, deep, { corner: 12 }),
      ],
      { x: 328, y: 214, turn: -38, scale: 0.92 },
    ),
    placed(
      [
        shape('M-20 0 L-46 -86 C-26 -98 26 -98 46 -86 L20 0 Z', ground),
        row(3, (index) => line(`M${-9 + index * 9} -8 L${-24 + index * 24} -88`, main, 4)),
        line('M-33 -46 C-14 -54 14 -54 33 -46', accent, 6),
        shape('M-21 -2 L21 -2 C24 30 -24 30 -21 -2 Z', accent),
      ],
      { x: 464, y: 236, turn: 26, scale: 1.2 },
    ),
  ],
};

/** Old houses along a lane, lanterns between them. */
const lane: Scene = {
  palettes: ['night', 'sand'],
  draw: ({ main, deep, accent, light, ground }, chance) => {
    const house = (x: number, width: number, top: number, wall: string): string =>
      box(x, top, width, groundY - top, wall) +
      shape(
        `M${x - 16} ${top + 4} C${x + width / 4} ${top - 4} ${x + width / 3} ${top - 26} ${x + width / 2} ${top - 42} C${x + (width * 2) / 3} ${top - 26} ${x + (width * 3) / 4} ${top - 4} ${x + width + 16} ${top + 4} Z`,
        deep,
      );
    return [
      house(212, 100, 196, main),
      house(438, 100, 184, main),
      house(306, 138, 156, light),
      box(352, 258, 46, 64, deep, { corner: 4 }),
      disc(375, 206, 24, accent),
      line('M375 184 L375 228 M353 206 L397 206', deep, 4),
      row(2, (index) => box(238 + index * 28, 232, 18, 28, chance.oneOf([accent, light]), { corner: 3 })),
      row(2, (index) => box(464 + index * 28, 222, 18, 28, chance.oneOf([accent, light]), { corner: 3 })),
      row(2, (index) => {
        const x = 328 + index * 94;
        return line(`M${x} 162 L${x} 180`, deep, 3) + oval(x, 194, 14, 16, accent) + box(x - 6, 208, 12, 5, deep);
      }),
      box(196, groundY - 2, 358, 12, ground, { corner: 6 }),
    ];
  },
};

/** A stone bridge and its reflection. */
const bridge: Scene = {
  palettes: ['sea', 'dusk'],
  draw: ({ main, deep, accent, light, ground }) => [
    disc(452, 132, 36, accent),
    shape(
      'M180 262 C260 250 310 178 375 178 C440 178 490 250 570 262 L570 282 L452 282 A77 77 0 0 0 298 282 L180 282 Z',
      main,
    ),
    line('M190 246 C264 236 312 160 375 160 C438 160 486 236 560 246', deep, 8),
    row(7, (index) => {
      const x = 243 + index * 44;
      const y = [216, 191, 170, 160, 170, 191, 216][index] ?? 180;
      return line(`M${x} ${y} L${x} ${y + 22}`, deep, 6);
    }),
    shape('M298 282 A77 77 0 0 0 452 282 Z', ground),
    box(166, 280, 418, 8, light, { corner: 4, opacity: 0.8 }),
    shape('M330 292 L424 292 C420 312 404 318 392 318 L360 318 C346 318 334 312 330 292 Z', deep),
    shape('M352 292 C352 262 402 262 402 292 Z', accent),
    row(3, (index) =>
      line(
        `M${232 + index * 118} ${314 + (index % 2) * 14} L${286 + index * 118} ${314 + (index % 2) * 14}`,
        light,
        6,
        { opacity: 0.7 },
      ),
    ),
  ],
};

/** A bird on a branch. */
const bird: Scene = {
  palettes: ['sage', 'honey'],
  draw: ({ main, deep, accent, light }) => [
    line('M196 304 C290 288 420 300 556 262', deep, 12),
    line('M468 284 C486 262 498 252 520 246', deep, 7),
    row(3, (index) => oval(514 + index * 22, 246 + index * 12, 20, 9, main, { turn: -34 + index * 30 })),
    oval(238, 286, 20, 9, main, { turn: -30 }),
    shape('M286 262 L214 298 L226 262 L258 234 Z', deep),
    shape(
      'M262 246 C258 176 318 130 388 138 C404 96 470 100 474 148 C476 232 420 290 340 284 C300 282 266 270 262 246 Z',
      main,
    ),
    shape('M474 142 C478 228 424 288 356 284 C352 236 404 214 424 168 C440 146 460 140 474 142 Z', light),
    shape('M282 226 C296 176 352 172 382 192 C372 236 330 256 292 246 Z', deep),
    shape('M472 132 L512 146 L472 160 Z', accent),
    disc(446, 134, 8, deep),
    disc(448, 131, 2.6, light),
    line('M346 284 L342 300 M372 280 L372 298', deep, 6),
  ],
};

/** Two baskets changing hands: things that find a second home. */
const swap: Scene = {
  palettes: ['honey', 'sage'],
  draw: ({ main, deep, accent, light }) => {
    const basket = (x: number, colour: string): string =>
      line(`M${x - 44} 262 C${x - 40} 206 ${x + 40} 206 ${x + 44} 262`, deep, 8) +
      shape(`M${x - 66} 258 L${x + 66} 258 L${x + 50} ${groundY} L${x - 50} ${groundY} Z`, colour) +
      row(3, (index) => line(`M${x - 28 + index * 28} 270 L${x - 22 + index * 22} 312`, light, 5, { opacity: 0.7 })) +
      box(x - 72, 250, 144, 18, deep, { corner: 9 });
    return [
      placed(
        [
          box(262, 178, 44, 78, accent, { corner: 4, turn: -10 }),
          box(292, 192, 36, 64, light, { corner: 4, turn: 8 }),
          oval(466, 224, 26, 34, light),
          disc(436, 232, 24, main),
          basket(294, main),
          basket(456, accent),
          line('M306 152 C330 104 412 100 440 140', deep, 9),
          shape('M452 160 L422 144 L450 124 Z', deep),
        ],
        { x: -64, y: -56, scale: 1.17 },
      ),
    ];
  },
};

export const outdoorScenes = { mountain, runningShoe, shuttlecock, lane, bridge, bird, swap };
