import type { GroupCardView } from './view';

/** A group in a list: shows a `GroupCardView`, decides nothing. */
Component({
  properties: {
    card: { type: Object, value: {} as GroupCardView },
  },
});
