import { JSDOM } from 'jsdom';
import qrcode from 'qrcode';
import { describe, expect, it } from 'vitest';
import { buildQrContent, renderQrCard } from './qr';

const { DOMParser } = new JSDOM().window;

/** The modules that a card draws dark, as `column row`, and where the QR stands on the card. */
function readCard(svg: string) {
  const card = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const path = card.querySelector('path');
  const [left = NaN, top = NaN, moduleSide = NaN] = (path?.getAttribute('transform')?.match(/\d+/g) ?? []).map(Number);
  const dark = [...(path?.getAttribute('d') ?? '').matchAll(/M(\d+ \d+)h1v1h-1z/g)].map((match) => match[1]);
  return { size: card.getAttribute('viewBox'), left, top, moduleSide, dark };
}

const content = 'https://weixin.qq.com/g/DEMOef8229294a5f3a70';

describe('renderQrCard', () => {
  it('A QR card draws exactly the dark modules of its group’s QR', () => {
    const { modules } = qrcode.create(content, { errorCorrectionLevel: 'M' });
    const expected: string[] = [];
    for (let row = 0; row < modules.size; row += 1) {
      for (let column = 0; column < modules.size; column += 1) {
        if (modules.get(row, column) === 1) expected.push(`${column} ${row}`);
      }
    }
    expect(readCard(renderQrCard('g-one')).dark).toEqual(expected);
  });

  it('A QR card leaves the four light modules around its QR that a reader needs', () => {
    const { size, left, top, moduleSide } = readCard(renderQrCard('g-one'));
    const { size: modules } = qrcode.create(content, { errorCorrectionLevel: 'M' }).modules;
    expect(size).toBe('0 0 480 580');
    const quiet = 4 * moduleSide;
    // The white of the card ends 20 px from its edges, the faces end at 146 px.
    expect(left - quiet).toBeGreaterThanOrEqual(20);
    expect(left + modules * moduleSide + quiet).toBeLessThanOrEqual(460);
    expect(top - quiet).toBeGreaterThanOrEqual(146);
    expect(top + modules * moduleSide + quiet).toBeLessThanOrEqual(560);
  });
});

describe('buildQrContent', () => {
  it('A group’s QR always has the same text, and no other group has it', () => {
    expect(buildQrContent('g-one')).toBe(content);
    expect(buildQrContent('g-two')).not.toBe(content);
  });
});
