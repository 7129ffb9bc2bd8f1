import type { Confirmation } from '../../services/dialogs';

/** A yes-or-no question over a page; pages open it by `services/dialogs.ts`. */
Component({
  data: {
    visible: false,
    title: '',
    text: '',
    confirmButton: { content: '', theme: 'primary' },
    cancelLabel: null as string | null,
  },
  lifetimes: {
    detached() {
      this.answer(false);
    },
  },
  methods: {
    open(confirmation: Confirmation): Promise<boolean> {
      this.answer(false);
      this.setData({
        visible: true,
        title: confirmation.title,
        text: confirmation.text,
        confirmButton: { content: confirmation.confirmLabel, theme: confirmation.danger ? 'danger' : 'primary' },
        // An empty text would still take half of the row.
        cancelLabel: confirmation.cancelLabel ?? null,
      });
      return new Promise((resolve) => pending.set(this, resolve));
    },
    accept() {
      this.answer(true);
    },
    decline() {
      this.answer(false);
    },
    answer(accepted: boolean) {
      const resolve = pending.get(this);
      if (!resolve) return;
      pending.delete(this);
      this.setData({ visible: false });
      resolve(accepted);
    },
  },
});

/** The open question of each dialog. A promise's callback can't stand in `data`. */
const pending = new WeakMap<object, (accepted: boolean) => void>();
