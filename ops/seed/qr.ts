import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import qrcode from 'qrcode';
import { seedRandom } from './random';

const width = 480;
const height = 580;
const moduleSide = 9;
const qrTop = 188;

const faceColours = ['#8fbea5', '#f0be80', '#8aa5d6', '#e29e94', '#7eb8c9', '#b29acd', '#e4c578', '#709684', '#c9b098'];

/** The text in a group's QR: the shape of WeChat's own addresses, leading nowhere. */
export function buildQrContent(groupId: string): string {
  return `https://weixin.qq.com/g/DEMO${createHash('sha256').update(`code ${groupId}`).digest('hex').slice(0, 16)}`;
}

/** A group's QR card as SVG, in the look of WeChat's: the group's picture of nine faces, and its QR below. */
export function renderQrCard(groupId: string): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" fill="#ededed"/>`,
    `<rect x="20" y="20" width="${width - 40}" height="${height - 40}" rx="22" fill="#fff"/>`,
    renderFaces(groupId),
    renderQr(groupId),
    '</svg>\n',
  ].join('');
}

function renderQr(groupId: string): string {
  const { modules } = qrcode.create(buildQrContent(groupId), { errorCorrectionLevel: 'M' });
  const left = Math.round((width - modules.size * moduleSide) / 2);
  const squares: string[] = [];
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column) === 1) squares.push(`M${column} ${row}h1v1h-1z`);
    }
  }
  const transform = `translate(${left} ${qrTop}) scale(${moduleSide})`;
  return `<path transform="${transform}" shape-rendering="crispEdges" fill="#191919" d="${squares.join('')}"/>`;
}

function renderFaces(groupId: string): string {
  const [side, step, left, top] = [26, 30, 193, 56];
  const faces = seedRandom(`faces ${groupId}`)
    .shuffle(faceColours)
    .map((colour, index) => {
      const [x, y] = [left + (index % 3) * step, top + Math.floor(index / 3) * step];
      return `<rect x="${x}" y="${y}" width="${side}" height="${side}" rx="3" fill="${colour}"/>`;
    });
  return `<rect x="${left - 4}" y="${top - 4}" width="94" height="94" rx="8" fill="#e0e2e1"/>${faces.join('')}`;
}

/** Such a card as PNG, as a phone's album would hold one, for screenshots that upload a QR. */
export function readQrCard(): Buffer {
  return readFileSync(new URL('images/qr-card.png', import.meta.url));
}
