import { crc32, deflateSync } from 'node:zlib';

export type Colour = readonly [red: number, green: number, blue: number];

/** A picture of opaque pixels, written as PNG. */
export class Picture {
  readonly #pixels: Buffer;

  constructor(
    readonly width: number,
    readonly height: number,
    background: Colour,
  ) {
    this.#pixels = Buffer.alloc(width * height * 3);
    for (let at = 0; at < this.#pixels.length; at += 3) this.#pixels.set(background, at);
  }

  /** Fills a rectangle with rounded corners, their edge smoothed. */
  fill(x: number, y: number, width: number, height: number, colour: Colour, corner = 0): void {
    for (let row = y; row < y + height; row += 1) {
      for (let column = x; column < x + width; column += 1) {
        const share = corner === 0 ? 1 : covered(column + 0.5 - x, row + 0.5 - y, width, height, corner);
        this.#mix((row * this.width + column) * 3, colour, share);
      }
    }
  }

  #mix(at: number, colour: Colour, share: number): void {
    if (share === 1) this.#pixels.set(colour, at);
    else if (share > 0) {
      for (const [part, value] of colour.entries()) {
        const below = this.#pixels[at + part] ?? 0;
        this.#pixels[at + part] = Math.round(below + (value - below) * share);
      }
    }
  }

  png(): Buffer {
    const lineBytes = this.width * 3;
    const lines = Buffer.alloc(this.height * (lineBytes + 1));
    for (let row = 0; row < this.height; row += 1) {
      this.#pixels.copy(lines, row * (lineBytes + 1) + 1, row * lineBytes, (row + 1) * lineBytes);
    }
    const header = Buffer.alloc(13);
    header.writeUInt32BE(this.width, 0);
    header.writeUInt32BE(this.height, 4);
    // Eight bits a channel, true colour; the rest is the only method there is, and no interlace.
    header.set([8, 2, 0, 0, 0], 8);
    return Buffer.concat([
      signature,
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(lines)),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** How much of a pixel lies inside a rounded rectangle, from its middle's distance to the nearest corner's circle. */
function covered(x: number, y: number, width: number, height: number, corner: number): number {
  const across = Math.max(corner - x, x - (width - corner), 0);
  const down = Math.max(corner - y, y - (height - corner), 0);
  return Math.min(1, Math.max(0, corner - Math.hypot(across, down) + 0.5));
}

/** https://www.w3.org/TR/png/#5Chunk-layout */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
