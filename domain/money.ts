/** Money is a whole number of fen. */
export function isFen(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** A share in whole ten-thousandths: 250 is 2.5 %. */
export const permyriadLimits = { least: 0, most: 3000 } as const;

/** A share of an amount, in whole fen; what does not come out even stays with the owner. */
export function shareOf(fen: number, permyriad: number): number {
  const product = fen * permyriad;
  return (product - (product % 10_000)) / 10_000;
}

/** A share as a setting says it, 0 where it says nothing. @throws where it says something else than a whole number from 0 to 3000 */
export function readPermyriad(text: string): number {
  if (text === '') return 0;
  const permyriad = /^\d{1,4}$/.test(text) ? Number(text) : Infinity;
  if (permyriad > permyriadLimits.most) throw new Error('COMMISSION_PERMYRIAD is a whole number from 0 to 3000');
  return permyriad;
}
