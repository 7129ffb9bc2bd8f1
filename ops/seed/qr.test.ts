import qrcode from 'qrcode';
import { describe, expect, it } from 'vitest';
import { buildQrContent, drawQrCard, renderQrCard } from './qr';

const content = 'https://weixin.qq.com/g/DEMOef8229294a5f3a70';
const [left, top, moduleSide] = [92, 188, 9];

const colourAt = (x: number, y: number): string => {
  const { width, pixels } = drawQrCard('g-one');
  return pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3).toString('hex');
};

describe('renderQrCard', () => {
  it('A QR card draws exactly the dark modules of its group’s QR', () => {
    const { modules } = qrcode.create(content, { errorCorrectionLevel: 'M' });
    const card = drawQrCard('g-one');
    const [drawn, expected]: [string[], string[]] = [[], []];
    for (let row = 0; row < modules.size; row += 1) {
      for (let column = 0; column < modules.size; column += 1) {
        const at = ((top + row * moduleSide + 4) * card.width + left + column * moduleSide + 4) * 3;
        if (card.pixels[at] === 0x19) drawn.push(`${column} ${row}`);
        if (modules.get(row, column) === 1) expected.push(`${column} ${row}`);
      }
    }
    expect(drawn).toEqual(expected);
  });

  it('A QR card leaves the four light modules around its QR that a reader needs', () => {
    const { width, height } = drawQrCard('g-one');
    const { size: modules } = qrcode.create(content, { errorCorrectionLevel: 'M' }).modules;
    expect([width, height, modules]).toEqual([480, 580, 33]);
    expect(colourAt(left, top)).toBe('191919');
    const quiet = 4 * moduleSide;
    // The white of the card ends 20 px from its edges, the faces end at 146 px.
    expect(left - quiet).toBeGreaterThanOrEqual(20);
    expect(left + modules * moduleSide + quiet).toBeLessThanOrEqual(460);
    expect(top - quiet).toBeGreaterThanOrEqual(146);
    expect(top + modules * moduleSide + quiet).toBeLessThanOrEqual(560);
    expect([colourAt(left - 1, top), colourAt(left, top - 1), colourAt(left - quiet, top)]).toEqual(
      Array(3).fill('ffffff'),
    );
  });

  it('A QR card is a PNG of its pixels', () => {
    const card = renderQrCard('g-one');
    expect(card.toString('latin1', 1, 4)).toBe('PNG');
    expect([card.readUInt32BE(16), card.readUInt32BE(20)]).toEqual([480, 580]);
    expect(card.length).toBeLessThan(20_000);
  });
});

describe('buildQrContent', () => {
  it('A group’s QR always has the same text, and no other group has it', () => {
    expect(buildQrContent('g-one')).toBe(content);
    expect(buildQrContent('g-two')).not.toBe(content);
  });
});
