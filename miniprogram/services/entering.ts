import { ask, tell } from './asking';
import { buy, type Purchase } from './buying';
import { goTo } from './navigation';
import { takeStep } from './nextStep';
import { sayingFor } from './sentences';
import { yuan } from './written';

/** What a page that offers to pay for membership knows of it. */
export interface Offer {
  readonly groupId: string;
  /** The order of the person's standing there, '' without one. */
  readonly orderId: string;
  readonly shownFen: number;
}

interface EnteringPage {
  selectComponent: (selector: string) => unknown;
}

/** Begins or resumes the purchase; a price that is not the one shown is agreed to first. */
export function payToEnter(page: EnteringPage, { groupId, shownFen }: Offer): Promise<Purchase> {
  return buy(groupId, shownFen, (priceFen) =>
    ask(page, {
      title: '价格有变化',
      text: `现在的价格是 ${yuan(priceFen)}，页面上显示的是 ${yuan(shownFen)}。还要继续吗？`,
      confirm: `按 ${yuan(priceFen)} 支付`,
      cancel: '不了',
    }),
  );
}

/** Opens the result after the payment sheet; tells a refusal and takes its next step, which may be to pay again. */
export async function followPurchase(
  page: EnteringPage,
  purchase: Purchase,
  offer: Offer,
  again: () => void,
): Promise<void> {
  switch (purchase.kind) {
    case 'asked':
      goTo('result', { orderId: purchase.orderId, ...(purchase.sheetSaidPaid ? { paid: 'yes' as const } : {}) });
      return;
    case 'priceDeclined':
      return;
    case 'refused': {
      const saying = sayingFor('createOrder', purchase.code);
      const { groupId, orderId } = offer;
      const about = { groupId, orderId: purchase.orderId ?? orderId };
      if (await tell(page, saying)) takeStep(saying.step, about, again);
    }
  }
}
