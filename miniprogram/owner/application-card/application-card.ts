import type { ApplicationView } from './view';

/** An application with its two answers: `approve` and `reject`, for whoever holds the list to carry out. */
Component({
  properties: {
    card: { type: Object, value: {} as ApplicationView },
    working: { type: Boolean, value: false },
  },
  data: {
    /** Whether a long message is shown whole. */
    unfolded: false,
  },
  methods: {
    unfold() {
      this.setData({ unfolded: !this.data.unfolded });
    },
    copyContact() {
      void wx.setClipboardData({ data: this.data.card.contact });
    },
    approve() {
      this.triggerEvent('approve');
    },
    reject() {
      this.triggerEvent('reject');
    },
  },
});
