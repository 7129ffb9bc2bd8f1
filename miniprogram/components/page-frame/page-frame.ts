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
    /** Draws the skeleton inside each of so many cards; empty: once, as a whole page. */
    cards: { type: Array, value: [] as number[] },
  },
  methods: {
    takeStep() {
      this.triggerEvent('step');
    },
  },
});
