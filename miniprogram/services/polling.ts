/** Waits between two looks, growing, so that a slow confirmation costs few calls. After the last one we stop and let the person ask. */
export const waitsMs = [1000, 2000, 3000, 5000, 8000, 13000] as const;

/** Looks again and again, until what it looks at is settled, the waits are used up, or the page is left. */
export class Polling {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private run = 0;

  constructor(
    /** Looks once; `true` when there is nothing more to wait for. */
    private readonly look: () => Promise<boolean>,
    /** Called when the waits are used up and nothing is settled. */
    private readonly tired: () => void,
  ) {}

  /** Begins anew with a look right now. */
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
    const settled = await this.look();
    if (settled || run !== this.run) return;
    const wait = waitsMs[looks];
    if (wait === undefined) {
      this.tired();
      return;
    }
    this.timer = setTimeout(() => void this.step(run, looks + 1), wait);
  }
}
