import type { BuiltIn } from './built-in';

const restoreDelayMs = 250;

/** Pull-to-refresh of a `<scroll-view refresher-enabled>`. */
export class Refresher {
  private readonly indicator = document.createElement('div');
  private pullStartY: number | undefined;
  private pulled = 0;
  private refreshing = false;

  constructor(private readonly view: BuiltIn) {
    this.indicator.className = 'wx-refresh';
    this.indicator.innerHTML = '<i></i><i></i><i></i>';
    view.prepend(this.indicator);
    view.addEventListener('pointerdown', (event) => this.startPull(event));
    view.style.touchAction = 'pan-x pan-down';
  }

  /** `refresher-triggered` has changed: the page starts or finishes the refresh. */
  trigger(on: boolean): void {
    if (on === this.refreshing) return;
    if (on) this.startRefresh();
    else this.finishRefresh();
  }

  /** Window listeners follow the finger even when it leaves the view. */
  private startPull(event: PointerEvent): void {
    if (this.view.scrollTop > 0) return;
    this.pullStartY = event.clientY;
    const move = (moved: PointerEvent): void => this.pull(moved.clientY);
    const end = (): void => {
      window.removeEventListener('pointermove', move);
      this.release();
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end, { once: true });
    window.addEventListener('pointercancel', end, { once: true });
  }

  private getThresholdPixels(): number {
    return this.view.number('refresher-threshold', 45);
  }

  private setHeight(height: number): void {
    this.pulled = height;
    this.indicator.style.height = `${height}px`;
    this.indicator.hidden = this.view.prop('refresher-default-style', 'black') === 'none';
  }

  private pull(y: number): void {
    if (this.pullStartY === undefined || this.refreshing || !this.view.flag('refresher-enabled')) return;
    this.setHeight(Math.max(0, Math.min(this.getThresholdPixels() * 2, (y - this.pullStartY) / 2)));
    if (this.pulled > 0) this.view.emit('refresherpulling', { dy: this.pulled });
  }

  private release(): void {
    const pulled = this.pullStartY === undefined || this.refreshing ? 0 : this.pulled;
    this.pullStartY = undefined;
    if (pulled === 0) return;
    if (pulled >= this.getThresholdPixels()) this.startRefresh();
    else {
      this.setHeight(0);
      this.view.emit('refresherabort', { dy: pulled });
    }
  }

  private startRefresh(): void {
    this.refreshing = true;
    this.setHeight(this.getThresholdPixels());
    this.view.emit('refresherrefresh', { dy: this.pulled });
  }

  private finishRefresh(): void {
    this.refreshing = false;
    this.setHeight(0);
    window.setTimeout(() => this.view.emit('refresherrestore', { dy: 0 }), restoreDelayMs);
  }
}
