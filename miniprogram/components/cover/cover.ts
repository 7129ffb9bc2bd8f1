/** A group's cover; where there is none, or it can't be loaded, its first letter on its category's colour. */
Component({
  properties: {
    fileId: { type: String, value: '' },
    name: { type: String, value: '' },
    category: { type: String, value: '' },
    /** `square` in lists, `small` in rows, `wide` on top of a page. */
    shape: { type: String, value: 'square' },
  },
  data: { broken: false, letter: '群' },
  observers: {
    name(name: string) {
      this.setData({ letter: Array.from(name.trim())[0] ?? '群' });
    },
    fileId() {
      this.setData({ broken: false });
    },
  },
  methods: {
    drawInstead() {
      this.setData({ broken: true });
    },
  },
});
