import { createHash } from 'node:crypto';
import qrcode from 'qrcode';
import { seedRandom } from './random';
import { createRaster, encodePng, fillBox, type Raster } from './raster';

const width = 480;
const height = 580;
const moduleSide = 9;
const qrTop = 188;

const faceColours = ['#8fbea5', '#f0be80', '#8aa5d6', '#e29e94', '#7eb8c9', '#b29acd', '#e4c578', '#709684', '#c9b098'];

/** The text in a group's QR: the shape of WeChat's own addresses, leading nowhere. */
export function buildQrContent(groupId: string): string {
  return `https://weixin.qq.com/g/DEMO${createHash('sha256').update(`code ${groupId}`).digest('hex').slice(0, 16)}`;
}

/** A group's QR card in the look of WeChat's: the group's picture of nine faces, and a QR with this text below. */
export function drawQrCard(groupId: string, content = buildQrContent(groupId)): Raster {
  const card = createRaster(width, height, '#ededed');
  fillBox(card, { x: 20, y: 20, width: width - 40, height: height - 40 }, '#ffffff');
  drawFaces(card, groupId);
  const { modules } = qrcode.create(content, { errorCorrectionLevel: 'M' });
  const left = Math.round((width - modules.size * moduleSide) / 2);
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column) !== 1) continue;
      const [x, y] = [left + column * moduleSide, qrTop + row * moduleSide];
      fillBox(card, { x, y, width: moduleSide, height: moduleSide }, '#191919');
    }
  }
  return card;
}

/** The card as PNG, as a phone's album would hold it. */
export function renderQrCard(groupId: string, content?: string): Buffer {
  return encodePng(drawQrCard(groupId, content));
}

function drawFaces(card: Raster, groupId: string): void {
  const [side, step, left, top] = [26, 30, 193, 56];
  fillBox(card, { x: left - 4, y: top - 4, width: 94, height: 94 }, '#e0e2e1');
  for (const [index, colour] of seedRandom(`faces ${groupId}`).shuffle(faceColours).entries()) {
    const [x, y] = [left + (index % 3) * step, top + Math.floor(index / 3) * step];
    fillBox(card, { x, y, width: side, height: side }, colour);
  }
}
