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
    this.#pixels = Buffer.alloc(width * height * 3, Buffer.from(background));
  }

  /** Fills a rectangle with rounded corners, their edge smoothed. */
  fill(x: number, y: number, width: number, height: number, colour: Colour, corner = 0): void {
    const pixel = Buffer.from(colour);
    for (let row = 0; row < height; row += 1) {
      // Only what lies beside a corner can be covered in part.
      const rounded = row < corner || row >= height - corner ? corner : 0;
      const start = this.#at(x, y + row);
      this.#pixels.fill(pixel, start + rounded * 3, start + (width - rounded) * 3);
      for (let column = 0; column < rounded; column += 1) {
        const share = covered(column, row, height, corner);
        this.#mix(start + column * 3, colour, share);
        this.#mix(start + (width - 1 - column) * 3, colour, share);
      }
    }
  }

  #at(x: number, y: number): number {
    return (y * this.width + x) * 3;
  }

  #mix(at: number, colour: Colour, share: number): void {
    for (const [part, value] of colour.entries()) {
      const below = this.#pixels[at + part] ?? 0;
      this.#pixels[at + part] = Math.round(below + (value - below) * share);
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
      chunk('IDAT', deflateSync(lines, { level: 1 })),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** How much of a pixel in a corner of a rounded rectangle lies inside: by its middle's distance from the corner's circle. */
function covered(column: number, row: number, height: number, corner: number): number {
  const across = corner - column - 0.5;
  const down = corner - Math.min(row, height - 1 - row) - 0.5;
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
