import type { ApplicationView } from './view';

/** An application with its two answers; the page that holds the list carries out `approve` and `reject`. */
Component({
  properties: {
    card: { type: Object, value: {} as ApplicationView },
    working: { type: Boolean, value: false },
  },
  data: {
    /** Shows a long message in full. */
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
