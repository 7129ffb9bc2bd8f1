/** A field of a form: its label, its input (the slot), and below it the error or a hint. */
Component({
  properties: {
    label: { type: String, value: '' },
    hint: { type: String, value: '' },
    /** Takes the hint's place. */
    error: { type: String, value: '' },
    /** The number of characters, as `3/30`; '' shows none. */
    count: { type: String, value: '' },
  },
});
