import { BuiltIn } from './built-in.js';

const swipeFraction = 0.3;

export class SwiperItemElement extends BuiltIn {
  /** Place among its siblings; a variable of CSS that the style sheet turns into a position. */
  index = 0;

  place(index: number): void {
    this.index = index;
    this.style.setProperty('--index', String(index));
  }

  protected override restyled(): void {
    this.place(this.index);
  }
}

/** `<swiper>`: shows one item at a time, follows a finger, plays by itself. */
export class SwiperElement extends BuiltIn {
  private current = 0;
  private timer = 0;
  private dragFrom: { x: number; y: number } | undefined;
  private readonly dots = document.createElement('div');
  private readonly observer = new MutationObserver(() => this.arrange());

  protected override mount(): void {
    this.dots.className = 'wx-swiper-dots';
    this.dots.hidden = true;
    this.append(this.dots);
    this.observer.observe(this, { childList: true });
    this.addEventListener('pointerdown', (event) => (this.dragFrom = { x: event.clientX, y: event.clientY }));
    this.addEventListener('pointermove', (event) => this.dragged(event));
    for (const type of ['pointerup', 'pointercancel', 'pointerleave'] as const)
      this.addEventListener(type, (event) => this.dropped(event));
    this.arrange();
  }

  protected override unmount(): void {
    window.clearInterval(this.timer);
    this.observer.disconnect();
  }

  protected override changed(name: string, value: unknown): void {
    if (name === 'current') this.show(Number(value), '');
    if (name === 'vertical') this.toggleAttribute('data-vertical', this.flag(name));
    if (name === 'indicator-dots') this.dots.hidden = !this.flag(name);
    if (name === 'duration') this.style.setProperty('--duration', `${Number(value)}ms`);
    if (name === 'autoplay' || name === 'interval') this.play();
  }

  protected override restyled(): void {
    this.move(0);
  }

  private items(): SwiperItemElement[] {
    return [...this.children].filter((child): child is SwiperItemElement => child instanceof SwiperItemElement);
  }

  private arrange(): void {
    const items = this.items();
    items.forEach((item, index) => item.place(index));
    this.dots.replaceChildren(...items.map(() => document.createElement('i')));
    this.move(0);
  }

  private move(dragPixels: number): void {
    this.style.setProperty('--current', String(this.current));
    this.style.setProperty('--drag', `${dragPixels}px`);
    this.toggleAttribute('data-dragging', dragPixels !== 0);
    [...this.dots.children].forEach((dot, index) => dot.toggleAttribute('data-on', index === this.current));
  }

  private show(index: number, source: '' | 'autoplay' | 'touch'): void {
    const count = Math.max(1, this.items().length);
    const wrapped =
      this.flag('circular') || source === 'autoplay'
        ? (index + count) % count
        : Math.min(Math.max(index, 0), count - 1);
    // Before its items are there, a swiper can only remember where it was told to go.
    const next = this.items().length === 0 ? index : wrapped;
    const changed = next !== this.current;
    this.current = next;
    this.move(0);
    if (!changed) return;
    const detail = { current: next, currentItemId: this.items()[next]?.prop('item-id', '') ?? '', source };
    if (source !== '') this.emitModel('current', next);
    this.emit('change', detail);
    window.setTimeout(() => this.emit('animationfinish', detail), this.number('duration', 500));
  }

  private play(): void {
    window.clearInterval(this.timer);
    if (this.flag('autoplay'))
      this.timer = window.setInterval(() => this.show(this.current + 1, 'autoplay'), this.number('interval', 5000));
  }

  private dragged(event: PointerEvent): void {
    if (this.dragFrom === undefined || event.buttons === 0) return;
    this.move(this.flag('vertical') ? event.clientY - this.dragFrom.y : event.clientX - this.dragFrom.x);
  }

  private dropped(event: PointerEvent): void {
    if (this.dragFrom === undefined) return;
    const [moved, length] = this.flag('vertical')
      ? [event.clientY - this.dragFrom.y, this.clientHeight]
      : [event.clientX - this.dragFrom.x, this.clientWidth];
    this.dragFrom = undefined;
    const far = Math.abs(moved) > length * swipeFraction;
    this.show(this.current + (far ? -Math.sign(moved) : 0), 'touch');
  }
}
