/** Whole fen, written as yuan with small decimals. */
Component({
  properties: {
    fen: { type: Number, value: 0 },
    /** `medium` in rows, `large` where the amount is what the page is about. */
    size: { type: String, value: 'medium' },
  },
});
