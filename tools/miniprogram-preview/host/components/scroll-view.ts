import { BuiltIn } from './built-in';
import { byId } from './owner';
import { Refresher } from './refresher';
import { text } from '../text';

const defaultThresholdPixels = 50;

/** `<scroll-view>`: scrolls in the directions it is told, says where it is, and goes where it is sent. */
export class ScrollViewElement extends BuiltIn {
  private at = { top: 0, left: 0 };
  private ends = { start: true, end: false };
  private refresher: Refresher | undefined;

  protected override mount(): void {
    this.addEventListener('scroll', () => this.scrolled());
  }

  protected override changed(name: string, value: unknown): void {
    if (name === 'scroll-x') this.style.setProperty('--scroll-x', this.flag(name) ? 'auto' : null);
    if (name === 'scroll-y') this.style.setProperty('--scroll-y', this.flag(name) ? 'auto' : null);
    if (name === 'refresher-enabled' && this.flag(name)) this.refresher ??= new Refresher(this);
    if (name === 'refresher-triggered') this.refresher?.trigger(this.flag(name));
    const behavior = this.flag('scroll-with-animation') ? 'smooth' : 'auto';
    // The children that give the place to go to its height may be drawn by the same update, after this property.
    if (name === 'scroll-top') requestAnimationFrame(() => this.scrollTo({ top: pixels(value), behavior }));
    if (name === 'scroll-left') requestAnimationFrame(() => this.scrollTo({ left: pixels(value), behavior }));
    if (name === 'scroll-into-view' && value) requestAnimationFrame(() => this.reveal(text(value), behavior));
  }

  protected override restyled(): void {
    this.changed('scroll-x', this.prop('scroll-x', false));
    this.changed('scroll-y', this.prop('scroll-y', false));
  }

  private reveal(id: string, behavior: ScrollBehavior): void {
    const node = byId(this, id);
    if (node === null) return;
    const [box, place] = [this.getBoundingClientRect(), node.getBoundingClientRect()];
    this.scrollBy({ top: place.top - box.top, left: this.flag('scroll-x') ? place.left - box.left : 0, behavior });
  }

  private scrolled(): void {
    const { scrollTop, scrollLeft, scrollHeight, scrollWidth } = this;
    const detail = {
      scrollTop,
      scrollLeft,
      scrollHeight,
      scrollWidth,
      deltaX: this.at.left - scrollLeft,
      deltaY: this.at.top - scrollTop,
    };
    this.at = { top: scrollTop, left: scrollLeft };
    this.emit('scroll', detail);
    const [position, length] =
      this.flag('scroll-x') && !this.flag('scroll-y')
        ? [scrollLeft, scrollWidth - this.clientWidth]
        : [scrollTop, scrollHeight - this.clientHeight];
    const start = position <= this.number('upper-threshold', defaultThresholdPixels);
    const end = length - position <= this.number('lower-threshold', defaultThresholdPixels);
    if (start && !this.ends.start) this.emit('scrolltoupper', { direction: 'top' });
    if (end && !this.ends.end) this.emit('scrolltolower', { direction: 'bottom' });
    this.ends = { start, end };
  }
}

function pixels(value: unknown): number {
  return Number.parseFloat(text(value)) || 0;
}
