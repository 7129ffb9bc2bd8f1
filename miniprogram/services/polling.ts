/** Growing delays between two looks, so that a slow confirmation costs few calls. After the last one the person has to refresh. */
const delaysMs = [1000, 2000, 3000, 5000, 8000, 13000] as const;

/** Looks repeatedly until the outcome is known, the delays are used up, or the page is left. */
export class Polling {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private run = 0;

  constructor(
    /** Looks once; `true` when the outcome is known. */
    private readonly look: () => Promise<boolean>,
    /** Called when the delays are used up and the outcome is still unknown. */
    private readonly onExhausted: () => void,
  ) {}

  /** Restarts, with the first look right now. */
  start(): void {
    this.stop();
    void this.step(this.run, 0);
  }

  stop(): void {
    this.run += 1;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private async step(run: number, looks: number): Promise<void> {
    const known = await this.look();
    if (known || run !== this.run) return;
    const delay = delaysMs[looks];
    if (delay === undefined) {
      this.onExhausted();
      return;
    }
    this.timer = setTimeout(() => void this.step(run, looks + 1), delay);
  }
}
