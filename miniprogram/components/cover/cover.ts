import { initialOf } from '../../services/format';

/** A group's cover; without an image, or when it can't be loaded, the name's first letter on the category's colour. */
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
      this.setData({ letter: initialOf(name, '群') });
    },
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
