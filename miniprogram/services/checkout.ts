import { confirm, type DialogPage } from './dialogs';
import { formatYuan } from './format';
import { goTo } from './navigation';
import { handleFailure } from './nextStep';
import { purchase, type PurchaseOutcome, type ApplicationMessage } from './purchase';
import { messageFor } from './refusalMessages';

/** A page's offer to pay for membership. */
export interface Offer {
  readonly groupId: string;
  /** The order of the person's present membership, '' without one. */
  readonly orderId: string;
  readonly shownFen: number;
}

/** Starts or resumes the purchase; the person must accept a price that differs from the one shown. */
export function startCheckout(
  page: DialogPage,
  { groupId, shownFen }: Pick<Offer, 'groupId' | 'shownFen'>,
  application: ApplicationMessage | null = null,
): Promise<PurchaseOutcome> {
  const acceptPrice = (priceFen: number): Promise<boolean> =>
    confirm(page, {
      title: '价格有变化',
      text: `原来的价格是 ${formatYuan(shownFen)}，现在是 ${formatYuan(priceFen)}。还要继续吗？`,
      confirmLabel: `按 ${formatYuan(priceFen)} 支付`,
      cancelLabel: '不了',
    });
  return purchase(groupId, shownFen, acceptPrice, application);
}

/** Opens the result after the payment sheet; shows a refusal and takes its next step, which may be to pay again. */
export async function finishCheckout(
  page: DialogPage,
  outcome: PurchaseOutcome,
  offer: Offer,
  payAgain: () => void,
): Promise<void> {
  switch (outcome.kind) {
    case 'sheetShown':
      goTo('result', { orderId: outcome.orderId, ...(outcome.sheetSaidPaid ? { paid: 'yes' as const } : {}) });
      return;
    case 'priceDeclined':
      return;
    case 'refused': {
      const context = { groupId: offer.groupId, orderId: outcome.orderId ?? offer.orderId };
      await handleFailure(page, messageFor('createOrder', outcome.code, outcome.untilMs), context, payAgain);
    }
  }
}
