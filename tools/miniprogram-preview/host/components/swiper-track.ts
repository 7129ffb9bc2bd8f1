import { BuiltIn } from './built-in';

/**
 * `<swiper-item>`: stands `offset` places after the current item. The style sheet turns the CSS variable into a
 * position.
 */
export class SwiperItemElement extends BuiltIn {
  private offset = 0;

  /** Moves the item; a `jump` is not animated. */
  moveTo(offset: number, jump: boolean): void {
    this.offset = offset;
    this.toggleAttribute('data-jump', jump);
    this.style.setProperty('--offset', String(offset));
  }

  protected override styleRewritten(): void {
    this.style.setProperty('--offset', String(this.offset));
  }
}

/** Positions the items of a swiper in a row or, when circular, in a ring. */
export class Track {
  items: SwiperItemElement[] = [];
  private offsets: number[] = [];
  private circular = false;
  private current = 0;

  setItems(items: SwiperItemElement[], circular: boolean, current: number): void {
    this.items = items;
    this.circular = circular && items.length > 1;
    this.current = current;
    this.applyOffsets(
      items.map((_, index) => index - current),
      true,
    );
    this.wrapItems(0);
  }

  /**
   * In a ring, moves items to the side from which they will enter, before a movement in `direction` (1 forwards, -1
   * backwards).
   */
  wrapItems(direction: number): void {
    if (!this.circular) return;
    const count = this.items.length;
    const first = direction > 0 ? 0 : direction < 0 ? 1 - count : -Math.floor((count - 1) / 2);
    const turned = this.offsets.map((offset) => ((((offset - first) % count) + count) % count) + first);
    if (turned.every((offset, index) => offset === this.offsets[index])) return;
    this.applyOffsets(turned, true);
    // Reading the layout makes the browser apply the jump before the movement; otherwise it would animate both as one.
    this.items[0]?.getBoundingClientRect();
  }

  /** Moves until the item at `index` is current. */
  moveTo(index: number, direction: number): void {
    this.wrapItems(direction);
    const steps = this.circular ? (this.offsets[index] ?? 0) : index - this.current;
    this.current = index;
    this.applyOffsets(
      this.offsets.map((offset) => offset - steps),
      false,
    );
  }

  private applyOffsets(offsets: number[], jump: boolean): void {
    this.offsets = offsets;
    this.items.forEach((item, index) => item.moveTo(offsets[index] ?? 0, jump));
  }
}
