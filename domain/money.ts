export const sumFen = (rows: readonly { readonly fen: number }[]): number =>
  rows.reduce((sum, row) => sum + row.fen, 0);

/** A share in whole ten-thousandths: 250 is 2.5 %. */
export const permyriadLimits = { least: 0, most: 3000 } as const;

/** A share of an amount, in whole fen, rounded down: the remainder stays with the owner. */
export function shareOf(fen: number, permyriad: number): number {
  const product = fen * permyriad;
  return (product - (product % 10_000)) / 10_000;
}

function isPermyriad(value: number): boolean {
  return Number.isInteger(value) && value >= permyriadLimits.least && value <= permyriadLimits.most;
}

/** Reads a share from a setting; an empty setting is 0. @throws unless it is a whole number from 0 to 3000 */
export function readPermyriad(text: string): number {
  const permyriad = text === '' ? 0 : /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  if (!isPermyriad(permyriad)) throw new Error('COMMISSION_PERMYRIAD is a whole number from 0 to 3000');
  return permyriad;
}

/** The merchant that receives the money of a sale, and the operator's share of it. */
export interface MoneyTerms {
  readonly subMchId: string;
  /** In ten-thousandths. */
  readonly commissionPermyriad: number;
  /** The merchant is the owner's own, not the installation's. */
  readonly ownMerchant: boolean;
}

/**
 * A group's terms; the installation's fill in those it lacks (`null`). @throws if the rate, which an operator wrote
 * into the document by hand, is invalid: money is never divided on a guess
 */
export function moneyTermsOf(
  group: { readonly subMchId: string | null; readonly commissionPermyriad: number | null },
  installation: { readonly subMchId: string; readonly commissionPermyriad: number },
): MoneyTerms {
  const subMchId = group.subMchId ?? installation.subMchId;
  const commissionPermyriad = group.commissionPermyriad ?? installation.commissionPermyriad;
  if (!isPermyriad(commissionPermyriad)) throw new Error('a commissionPermyriad is a whole number from 0 to 3000');
  return { subMchId, commissionPermyriad, ownMerchant: subMchId !== installation.subMchId };
}
