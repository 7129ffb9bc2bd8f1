import { BuiltIn } from './built-in';
import { SwiperItemElement, Track } from './swiper-track';

const swipeFraction = 0.3;

type Source = '' | 'autoplay' | 'touch';

/** `<swiper>`: shows one item at a time, follows a finger, and can play automatically. */
export class SwiperElement extends BuiltIn {
  private current = 0;
  private timer = 0;
  private dragFrom: { x: number; y: number } | undefined;
  private readonly track = new Track();
  private readonly dots = document.createElement('div');
  private readonly observer = new MutationObserver(() => this.layOutItems());

  protected override mount(): void {
    this.dots.className = 'wx-swiper-dots';
    this.dots.hidden = true;
    this.append(this.dots);
    this.observer.observe(this, { childList: true });
    this.addEventListener('pointerdown', (event) => (this.dragFrom = { x: event.clientX, y: event.clientY }));
    this.addEventListener('pointermove', (event) => this.handleDrag(event));
    for (const type of ['pointerup', 'pointercancel', 'pointerleave'] as const)
      this.addEventListener(type, (event) => this.handleRelease(event));
    this.layOutItems();
  }

  protected override unmount(): void {
    window.clearInterval(this.timer);
    this.observer.disconnect();
  }

  protected override changed(name: string, value: unknown): void {
    if (name === 'current') this.show(Number(value), '');
    if (name === 'current-item-id') this.showItem(String(value));
    if (name === 'indicator-dots') this.dots.hidden = !this.flag(name);
    if (name === 'autoplay' || name === 'interval') this.restartAutoplay();
    if (name === 'circular') this.layOutItems();
    this.applyStyles();
  }

  protected override styleRewritten(): void {
    this.applyStyles();
  }

  /** Passes the properties that affect appearance to the style sheet as variables. */
  private applyStyles(): void {
    this.toggleAttribute('data-vertical', this.flag('vertical'));
    const variables = {
      '--duration': `${this.number('duration', 500)}ms`,
      '--before': this.prop('previous-margin', '0px'),
      '--after': this.prop('next-margin', '0px'),
      '--shown': String(this.number('display-multiple-items', 1)),
      '--dot': this.prop('indicator-color', 'rgba(0, 0, 0, .3)'),
      '--dot-on': this.prop('indicator-active-color', '#000'),
    };
    for (const [name, value] of Object.entries(variables)) this.style.setProperty(name, value);
  }

  private layOutItems(): void {
    this.track.setItems(
      [...this.children].filter((child) => child instanceof SwiperItemElement),
      this.flag('circular'),
      this.current,
    );
    this.dots.replaceChildren(...this.track.items.map(() => document.createElement('i')));
    this.updateDots();
  }

  private updateDots(): void {
    [...this.dots.children].forEach((dot, index) => dot.toggleAttribute('data-on', index === this.current));
  }

  private showItem(id: string): void {
    const index = this.track.items.findIndex((item) => item.prop('item-id', '') === id);
    if (index >= 0) this.show(index, '');
  }

  private show(index: number, source: Source): void {
    const count = this.track.items.length;
    // Until it has items, a swiper can only remember the requested index.
    const wrapped = this.flag('circular') || source === 'autoplay' ? (index + count) % count : index;
    const next = count === 0 ? index : Math.min(Math.max(wrapped, 0), count - 1);
    const changed = next !== this.current;
    this.track.moveTo(next, Math.sign(index - this.current));
    this.current = next;
    this.updateDots();
    this.setDragOffset(0);
    if (changed) this.notifyChange(source);
  }

  private notifyChange(source: Source): void {
    const current = this.current;
    const detail = { current, currentItemId: this.track.items[current]?.prop('item-id', '') ?? '', source };
    if (source !== '') this.emitModel('current', current);
    this.emit('change', detail);
    window.setTimeout(() => this.emit('animationfinish', detail), this.number('duration', 500));
  }

  private restartAutoplay(): void {
    window.clearInterval(this.timer);
    if (this.flag('autoplay'))
      this.timer = window.setInterval(() => this.show(this.current + 1, 'autoplay'), this.number('interval', 5000));
  }

  private setDragOffset(pixels: number): void {
    this.style.setProperty('--drag', `${pixels}px`);
    this.toggleAttribute('data-dragging', pixels !== 0);
  }

  private measureDrag(event: PointerEvent, from: { x: number; y: number }): number {
    return this.flag('vertical') ? event.clientY - from.y : event.clientX - from.x;
  }

  private handleDrag(event: PointerEvent): void {
    if (this.dragFrom === undefined || event.buttons === 0) return;
    const moved = this.measureDrag(event, this.dragFrom);
    this.track.wrapItems(-Math.sign(moved));
    this.setDragOffset(moved);
  }

  private handleRelease(event: PointerEvent): void {
    if (this.dragFrom === undefined) return;
    const moved = this.measureDrag(event, this.dragFrom);
    this.dragFrom = undefined;
    const far = Math.abs(moved) > (this.flag('vertical') ? this.clientHeight : this.clientWidth) * swipeFraction;
    this.show(this.current + (far ? -Math.sign(moved) : 0), 'touch');
  }
}
