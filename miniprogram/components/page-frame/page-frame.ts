import type { UserMessage } from '../../services/refusalMessages';

/**
 * A page while it has nothing to show yet: its skeleton, or the failure that kept it from loading, with the next step (`step` when its
 * button is tapped). Renders nothing in other phases; the page itself renders its content.
 */
Component({
  properties: {
    phase: { type: String, value: 'loading' },
    /** A `UserMessage`, or null while nothing has failed. */
    failure: { type: Object, value: null as unknown as UserMessage },
    /** The failure's icon; '' chooses one by its next step. */
    icon: { type: String, value: '' },
    /** The rows of `t-skeleton`. */
    skeleton: { type: Array, value: [] as object[] },
    /** Draws the skeleton in as many cards as there are keys here; without any, once for the whole page. */
    cards: { type: Array, value: [] as number[] },
    /** Stands inside a `.screen`, which has the page's padding already. */
    nested: { type: Boolean, value: false },
  },
  methods: {
    takeStep() {
      this.triggerEvent('step');
    },
  },
});
