import { describe, expect, it } from 'vitest';
import { isInPlace, type FilePlace } from './storedFile';

const ann = '0123456789abcdef0123456789abcdef';
const bob = 'fedcba9876543210fedcba9876543210';
const place: FilePlace = { environment: 'shop-1a', folder: 'groupQrs', uploaderId: ann };
const bucket = 'cloud://shop-1a.7368-shop-1a-1300000000';

describe('isInPlace', () => {
  it.each([
    `${bucket}/groupQrs/${ann}/5b6f.png`,
    `${bucket}/groupQrs/${ann}/0e9d3c1a-5f6b-4c7d-8e9f-0a1b2c3d4e5f.jpg`,
    `${bucket}/groupQrs/${ann}/A.jpeg`,
  ])('A person’s own file of the folder is in its place: %s', (fileId) => {
    expect(isInPlace(fileId, place)).toBe(true);
  });

  it.each([
    ['of another person', `${bucket}/groupQrs/${bob}/5b6f.png`],
    ['of another folder', `${bucket}/avatars/${ann}/5b6f.png`],
    ['of a folder that only functions use', `${bucket}/backups/${ann}/5b6f.png`],
    ['outside every folder', `${bucket}/5b6f.png`],
    ['of nobody', `${bucket}/groupQrs/5b6f.png`],
    ['of another environment', `cloud://shop-2b.7368-shop-2b-1300000000/groupQrs/${ann}/5b6f.png`],
    ['of an environment whose id begins in the same way', `cloud://shop-1a-x.7368-shop-1a/groupQrs/${ann}/5b6f.png`],
    ['whose bucket names the environment', `cloud://other.shop-1a/groupQrs/${ann}/5b6f.png`],
    ['that climbs out of its folder', `${bucket}/groupQrs/${ann}/../${bob}/5b6f.png`],
    ['that climbs in encoded signs', `${bucket}/groupQrs/${ann}/..%2f..%2fbackups%2fx.png`],
    ['deeper in the folder', `${bucket}/groupQrs/${ann}/more/5b6f.png`],
    ['with a doubled slash', `${bucket}//groupQrs/${ann}/5b6f.png`],
    ['with a parameter', `${bucket}/groupQrs/${ann}/5b6f.png?x=1.png`],
    ['with a second line', `${bucket}/groupQrs/${ann}/5b6f.png\n`],
    ['of another kind', `${bucket}/groupQrs/${ann}/5b6f.json`],
    ['at an ordinary address', `https://shop-1a.7368-shop-1a/groupQrs/${ann}/5b6f.png`],
    ['behind another word', `x${bucket}/groupQrs/${ann}/5b6f.png`],
    ['without a bucket', `cloud://shop-1a/groupQrs/${ann}/5b6f.png`],
    ['that is empty', ''],
  ])('A file %s is not in the place', (_what, fileId) => {
    expect(isInPlace(fileId, place)).toBe(false);
  });

  it('No file is in the place of an unknown environment', () => {
    expect(isInPlace(`cloud://.b/groupQrs/${ann}/5b6f.png`, { ...place, environment: '' })).toBe(false);
  });
});
