import type { ApplicationView } from './view';

/** An application with its two answers: `approve` and `reject`, for whoever holds the list to carry out. */
Component({
  properties: {
    card: { type: Object, value: {} as ApplicationView },
    working: { type: Boolean, value: false },
  },
  methods: {
    approve() {
      this.triggerEvent('approve');
    },
    reject() {
      this.triggerEvent('reject');
    },
  },
});
