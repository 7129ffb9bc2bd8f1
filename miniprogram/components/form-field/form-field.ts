/** A field of a form: its name, what is typed into (the slot), and below it what is wrong, or else a hint. */
Component({
  properties: {
    label: { type: String, value: '' },
    hint: { type: String, value: '' },
    /** Takes the hint's place. */
    wrong: { type: String, value: '' },
    /** How much is written, as `3/30`; '' shows none. */
    count: { type: String, value: '' },
  },
});
