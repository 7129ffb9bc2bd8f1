import type { BuiltIn } from './built-in';

const restMs = 250;

/** Pulling a `<scroll-view refresher-enabled>` down at its top. */
export class Refresher {
  private readonly indicator = document.createElement('div');
  private from: number | undefined;
  private pulled = 0;
  private refreshing = false;

  constructor(private readonly view: BuiltIn) {
    this.indicator.className = 'wx-refresh';
    this.indicator.innerHTML = '<i></i><i></i><i></i>';
    view.prepend(this.indicator);
    view.addEventListener('pointerdown', (event) => this.grip(event));
    view.style.touchAction = 'pan-x pan-down';
  }

  /** `refresher-triggered` has got a value: the page begins or ends the refresh. */
  trigger(on: boolean): void {
    if (on === this.refreshing) return;
    if (on) this.begin();
    else this.end();
  }

  /** From here on the finger may leave the view. */
  private grip(event: PointerEvent): void {
    if (this.view.scrollTop > 0) return;
    this.from = event.clientY;
    const move = (moved: PointerEvent): void => this.move(moved.clientY);
    const end = (): void => {
      window.removeEventListener('pointermove', move);
      this.drop();
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end, { once: true });
    window.addEventListener('pointercancel', end, { once: true });
  }

  private thresholdPixels(): number {
    return this.view.number('refresher-threshold', 45);
  }

  private draw(height: number): void {
    this.pulled = height;
    this.indicator.style.height = `${height}px`;
    this.indicator.hidden = this.view.prop('refresher-default-style', 'black') === 'none';
  }

  private move(y: number): void {
    if (this.from === undefined || this.refreshing || !this.view.flag('refresher-enabled')) return;
    this.draw(Math.max(0, Math.min(this.thresholdPixels() * 2, (y - this.from) / 2)));
    if (this.pulled > 0) this.view.emit('refresherpulling', { dy: this.pulled });
  }

  private drop(): void {
    const pulled = this.from === undefined || this.refreshing ? 0 : this.pulled;
    this.from = undefined;
    if (pulled === 0) return;
    if (pulled >= this.thresholdPixels()) this.begin();
    else {
      this.draw(0);
      this.view.emit('refresherabort', { dy: pulled });
    }
  }

  private begin(): void {
    this.refreshing = true;
    this.draw(this.thresholdPixels());
    this.view.emit('refresherrefresh', { dy: this.pulled });
  }

  private end(): void {
    this.refreshing = false;
    this.draw(0);
    window.setTimeout(() => this.view.emit('refresherrestore', { dy: 0 }), restMs);
  }
}
