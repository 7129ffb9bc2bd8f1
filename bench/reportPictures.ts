import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { squareAt, takePhotograph } from '../tests/pictures/photograph';
import type { Reading } from './readPicture';

/** A person who uploads a QR waits this long at most, on the machine with the least memory that CloudBase offers. */
const mostMs = 3000;
const mostMegabytes = 256;

const large = { text: 'https://weixin.qq.com/g/AwYAAOa1b2c3d4e5f6g7h8i9j0', width: 4000, height: 3000 };
const photographs = {
  'at an angle': { ...large, corners: [[900, 500], [2700, 800], [2500, 2500], [700, 2200]], noise: 15, blur: 2 },
  'small in a corner': { ...large, corners: squareAt([2900, 900], 420, 9), noise: 12 },
} as const; // oxfmt-ignore

/** Reads photographs of 4,000 px, prints what each took, and returns false if one is not read within the limits. */
export function reportPictures(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'qunpiao-pictures-'));
  let passed = true;
  for (const [how, photograph] of Object.entries(photographs)) {
    const file = join(folder, 'picture.jpg');
    writeFileSync(file, takePhotograph(photograph));
    const { texts, tookMs, megabytes } = readAlone(file);
    const isRead = texts?.[0] === large.text;
    console.log(`4,000 px, ${how}: ${isRead ? 'read' : 'NOT read'} in ${tookMs} ms, ${megabytes} MB`);
    passed &&= isRead && tookMs <= mostMs && megabytes <= mostMegabytes;
  }
  rmSync(folder, { recursive: true });
  return passed;
}

function readAlone(file: string): Reading {
  const parameters = ['--import', 'tsx', join(import.meta.dirname, 'readPicture.ts'), file];
  return JSON.parse(execFileSync(process.execPath, parameters, { encoding: 'utf8' })) as Reading;
}
