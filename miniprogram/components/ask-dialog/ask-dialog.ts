import type { Question } from '../../services/asking';

/** Asks a yes-or-no question; `services/asking.ts` is the way to it. */
Component({
  data: {
    visible: false,
    title: '',
    text: '',
    confirmButton: { content: '', theme: 'primary' },
    cancel: null as string | null,
  },
  lifetimes: {
    detached() {
      this.answer(false);
    },
  },
  methods: {
    ask(question: Question): Promise<boolean> {
      this.answer(false);
      this.setData({
        visible: true,
        title: question.title,
        text: question.text,
        confirmButton: { content: question.confirm, theme: question.danger ? 'danger' : 'primary' },
        // An empty text would still take half of the row.
        cancel: question.cancel ?? null,
      });
      return new Promise((resolve) => waiting.set(this, resolve));
    },
    confirm() {
      this.answer(true);
    },
    decline() {
      this.answer(false);
    },
    answer(yes: boolean) {
      const resolve = waiting.get(this);
      if (!resolve) return;
      waiting.delete(this);
      this.setData({ visible: false });
      resolve(yes);
    },
  },
});

/** Whoever waits for a dialog's answer. */
const waiting = new WeakMap<object, (yes: boolean) => void>();
