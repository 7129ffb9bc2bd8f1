import { box, disc, line, oval, ring, row, shape } from './shapes';
import { groundY, type Scene } from './scene';

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

export const deskScenes = { bookStack, roundWindow, clipboard, laptop };
