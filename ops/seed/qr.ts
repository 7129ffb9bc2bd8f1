import { createHash } from 'node:crypto';
import qrcode from 'qrcode';
import { chanceOf } from './chance';
import { Picture, type Colour } from './png';

/** Where the modules of a drawn code stand. */
export const qrCard = { width: 480, height: 580, moduleSide: 9, qrTop: 188 } as const;

const [page, card, ink]: readonly Colour[] = [
  [237, 237, 237],
  [255, 255, 255],
  [25, 25, 25],
];
const faces: readonly Colour[] = [
  [143, 190, 165],
  [240, 190, 128],
  [138, 165, 214],
  [226, 158, 148],
  [126, 184, 201],
  [178, 154, 205],
  [228, 197, 120],
  [112, 150, 132],
  [201, 176, 152],
];

/** What a group's code says: the shape of WeChat's own addresses, leading nowhere. */
export function qrContent(groupId: string): string {
  return `https://weixin.qq.com/g/DEMO${createHash('sha256').update(`code ${groupId}`).digest('hex').slice(0, 16)}`;
}

/** The squares of a group's code, `true` is dark; `side` of them in each of as many rows. */
export function qrModules(groupId: string): {
  readonly side: number;
  readonly dark: (row: number, column: number) => boolean;
} {
  const { modules } = qrcode.create(qrContent(groupId), { errorCorrectionLevel: 'M' });
  return { side: modules.size, dark: (row, column) => modules.get(row, column) === 1 };
}

/** A group's code as PNG, in the look of WeChat's card: the group's picture of nine faces, and the code below. */
export function qrPicture(groupId: string): Buffer {
  const { width, height, moduleSide, qrTop } = qrCard;
  const picture = new Picture(width, height, page ?? [237, 237, 237]);
  picture.fill(20, 20, width - 40, height - 40, card ?? [255, 255, 255], 22);
  drawFaces(picture, groupId);
  const { side, dark } = qrModules(groupId);
  const left = qrLeft(side);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      if (!dark(row, column)) continue;
      picture.fill(left + column * moduleSide, qrTop + row * moduleSide, moduleSide, moduleSide, ink ?? [25, 25, 25]);
    }
  }
  return picture.png();
}

export const qrLeft = (side: number): number => Math.round((qrCard.width - side * qrCard.moduleSide) / 2);

function drawFaces(picture: Picture, groupId: string): void {
  const [side, gap, left, top] = [26, 4, 193, 56];
  picture.fill(left - 4, top - 4, 3 * side + 2 * gap + 8, 3 * side + 2 * gap + 8, [224, 226, 225], 8);
  for (const [index, colour] of chanceOf(`faces ${groupId}`).shuffled(faces).entries()) {
    const [column, row] = [index % 3, Math.floor(index / 3)];
    picture.fill(left + column * (side + gap), top + row * (side + gap), side, side, colour, 3);
  }
}
