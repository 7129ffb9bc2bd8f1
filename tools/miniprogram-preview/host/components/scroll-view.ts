import { BuiltIn } from './built-in';
import { findById } from './owner';
import { Refresher } from './refresher';
import { toText } from '../text';

const defaultThresholdPixels = 50;

/** `<scroll-view>`: scrolls in the enabled directions, reports its position and scrolls where the page asks. */
export class ScrollViewElement extends BuiltIn {
  private lastOffset = { top: 0, left: 0 };
  private atEdges = { start: true, end: false };
  private refresher: Refresher | undefined;

  protected override mount(): void {
    this.addEventListener('scroll', () => this.handleScroll());
  }

  protected override changed(name: string, value: unknown): void {
    if (name === 'scroll-x') this.style.setProperty('--scroll-x', this.flag(name) ? 'auto' : null);
    if (name === 'scroll-y') this.style.setProperty('--scroll-y', this.flag(name) ? 'auto' : null);
    if (name === 'refresher-enabled' && this.flag(name)) this.refresher ??= new Refresher(this);
    if (name === 'refresher-triggered') this.refresher?.trigger(this.flag(name));
    const behavior = this.flag('scroll-with-animation') ? 'smooth' : 'auto';
    // The same update may render the children that make the content tall enough, after this property.
    if (name === 'scroll-top') requestAnimationFrame(() => this.scrollTo({ top: parsePixels(value), behavior }));
    if (name === 'scroll-left') requestAnimationFrame(() => this.scrollTo({ left: parsePixels(value), behavior }));
    if (name === 'scroll-into-view' && value) requestAnimationFrame(() => this.scrollToId(toText(value), behavior));
  }

  protected override styleRewritten(): void {
    this.changed('scroll-x', this.prop('scroll-x', false));
    this.changed('scroll-y', this.prop('scroll-y', false));
  }

  private scrollToId(id: string, behavior: ScrollBehavior): void {
    const node = findById(this, id);
    if (node === null) return;
    const [box, place] = [this.getBoundingClientRect(), node.getBoundingClientRect()];
    this.scrollBy({ top: place.top - box.top, left: this.flag('scroll-x') ? place.left - box.left : 0, behavior });
  }

  private handleScroll(): void {
    const { scrollTop, scrollLeft, scrollHeight, scrollWidth } = this;
    const detail = {
      scrollTop,
      scrollLeft,
      scrollHeight,
      scrollWidth,
      deltaX: this.lastOffset.left - scrollLeft,
      deltaY: this.lastOffset.top - scrollTop,
    };
    this.lastOffset = { top: scrollTop, left: scrollLeft };
    this.emit('scroll', detail);
    const [position, length] =
      this.flag('scroll-x') && !this.flag('scroll-y')
        ? [scrollLeft, scrollWidth - this.clientWidth]
        : [scrollTop, scrollHeight - this.clientHeight];
    const start = position <= this.number('upper-threshold', defaultThresholdPixels);
    const end = length - position <= this.number('lower-threshold', defaultThresholdPixels);
    if (start && !this.atEdges.start) this.emit('scrolltoupper', { direction: 'top' });
    if (end && !this.atEdges.end) this.emit('scrolltolower', { direction: 'bottom' });
    this.atEdges = { start, end };
  }
}

function parsePixels(value: unknown): number {
  return Number.parseFloat(toText(value)) || 0;
}
