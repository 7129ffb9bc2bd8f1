/** A person's picture; without one, or when it can't be loaded, the first letter of their name. */
Component({
  properties: {
    fileId: { type: String, value: '' },
    letter: { type: String, value: '' },
    /** Read out with the picture; '' where the name stands beside it. */
    label: { type: String, value: '' },
    /** `small` in rows and cards, `medium` on top of a page, `large` where it is changed. */
    size: { type: String, value: 'small' },
  },
  data: { broken: false },
  observers: {
    fileId() {
      this.setData({ broken: false });
    },
  },
  methods: {
    showFallback() {
      this.setData({ broken: true });
    },
  },
});
