/** Instead of a page's content: nothing there, something failed, no network. `action` when its one button is tapped. */
Component({
  properties: {
    icon: { type: String, value: 'info-circle' },
    title: { type: String, value: '' },
    text: { type: String, value: '' },
    /** The button's; '' shows none. */
    label: { type: String, value: '' },
  },
  methods: {
    tapAction() {
      this.triggerEvent('action');
    },
  },
});
