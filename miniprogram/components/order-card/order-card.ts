import type { OrderCardView } from './view';

/** An order in a list: shows an `OrderCardView`, decides nothing. */
Component({
  properties: {
    card: { type: Object, value: {} as OrderCardView },
  },
});
