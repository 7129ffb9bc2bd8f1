import { encode } from 'jpeg-js';
import qrcode from 'qrcode';

type Point = readonly [x: number, y: number];
/** The card's corners in the photograph: top left, top right, bottom right, bottom left. */
type Corners = readonly [Point, Point, Point, Point];

/** The circumstances in which somebody photographs a QR on a white card. */
export interface Photograph {
  readonly text: string;
  readonly width: number;
  readonly height: number;
  readonly corners: Corners;
  /** Rounds of a blur over three pixels. */
  readonly blur?: number;
  /** The largest change of a pixel by the sensor, in steps of 255. */
  readonly noise?: number;
  /** 1 is full light. */
  readonly light?: number;
  /** The difference in brightness between the left edge and the darker right one, 0 to 1. */
  readonly shade?: number;
  /** JPEG's quality, 1 to 100. */
  readonly quality?: number;
}

/** A square card with its middle, its side and its turn in degrees. */
export function squareAt([x, y]: Point, side: number, degrees: number): Corners {
  const [along, across] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const corner = (right: number, down: number): Point => [
    x + ((right * along - down * across) * side) / 2,
    y + ((right * across + down * along) * side) / 2,
  ];
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
}

/** The same photograph is the same bytes every time. */
export function takePhotograph(photograph: Photograph): Buffer {
  const { width, height, blur = 0, quality = 80 } = photograph;
  let grey = project(photograph);
  for (let round = 0; round < blur; round += 1) grey = blurred(grey, width);
  return encode({ width, height, data: develop(grey, photograph) }, quality).data;
}

const paper = 245;
const ink = 25;
/** The card's white rim, as a part of its side. */
const rim = 0.12;

/** Each pixel asks where it lies on the card; around the card is an uneven table. */
function project({ text, width, height, corners }: Photograph): Float32Array {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' });
  const moduleAt = (part: number): number => Math.floor(((part - rim) / (1 - 2 * rim)) * modules.size);
  const isInk = (right: number, down: number): boolean => {
    const [column, row] = [moduleAt(right), moduleAt(down)];
    const isInside = column >= 0 && row >= 0 && column < modules.size && row < modules.size;
    return isInside && modules.get(row, column) === 1;
  };
  const [a, b, c, d, e, f, g, h, i] = inverse(planeTo(corners));
  const grey = new Float32Array(width * height);
  // A table's brightness is a product of a column's and a row's: a photograph has millions of pixels, but only thousands of these.
  const columns = Float64Array.from({ length: width }, (_, x) => Math.sin(x / 37));
  for (let y = 0; y < height; y += 1) {
    const row = 30 * Math.cos(y / 53);
    for (let x = 0; x < width; x += 1) {
      const depth = g * x + h * y + i;
      const [right, down] = [(a * x + b * y + c) / depth, (d * x + e * y + f) / depth];
      const isCard = right >= 0 && down >= 0 && right <= 1 && down <= 1;
      grey[y * width + x] = isCard ? (isInk(right, down) ? ink : paper) : 120 + (columns[x] ?? 0) * row;
    }
  }
  return grey;
}

type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** The projection of the unit square to four corners (Heckbert, Fundamentals of Texture Mapping, 1989). */
function planeTo([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]: Corners): Matrix {
  const [dx1, dx2, sx] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, sy] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const determinant = dx1 * dy2 - dx2 * dy1;
  const [g, h] = [(sx * dy2 - dx2 * sy) / determinant, (dx1 * sy - sx * dy1) / determinant];
  return [x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3, y0, g, h, 1];
}

/** Up to a factor, which a projection does not notice. */
function inverse([a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  const [first, second, third] = [e * i - f * h, c * h - b * i, b * f - c * e];
  return [
    first,
    second,
    third,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
}

/** The mean of three neighbours, in both directions. */
function blurred(grey: Float32Array, width: number): Float32Array {
  return meanAlong(meanAlong(grey, 1), width);
}

function meanAlong(grey: Float32Array, step: number): Float32Array {
  const mean = new Float32Array(grey.length);
  for (let at = 0; at < grey.length; at += 1) {
    const value = grey[at] ?? 0;
    mean[at] = ((grey[at - step] ?? value) + value + (grey[at + step] ?? value)) / 3;
  }
  return mean;
}

function develop(grey: Float32Array, { width, noise = 0, light = 1, shade = 0 }: Photograph): Buffer {
  const random = randomFrom(7);
  const pixels = Buffer.alloc(grey.length * 4, 255);
  for (let at = 0; at < grey.length; at += 1) {
    const lit = (grey[at] ?? 0) * light * (1 - (shade * (at % width)) / width);
    const value = lit + (noise === 0 ? 0 : (random() + random() - 1) * noise);
    const shown = Math.max(0, Math.min(255, Math.round(value)));
    // Writing the three bytes one by one takes a twentieth of the time of `fill`.
    pixels[at * 4] = shown;
    pixels[at * 4 + 1] = shown;
    pixels[at * 4 + 2] = shown;
  }
  return pixels;
}

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
