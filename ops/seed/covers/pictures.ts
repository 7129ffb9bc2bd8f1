import { box, disc, line, ring, row, shape } from './shapes';
import type { Scene } from './scene';

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

export const pictureScenes = { camera, film, phonePhoto };
