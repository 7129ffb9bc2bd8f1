import { Displaced } from './content-container';

/** `<page-container>`: a false page that slides over the shown one, from a side or from the middle, with a veil behind it. */
export class PageContainerElement extends Displaced {
  private readonly veil = document.createElement('div');
  private timer = 0;

  protected override mount(): void {
    this.veil.className = 'wx-container-veil';
    this.place.className = 'wx-container';
    this.veil.addEventListener('click', (event) => {
      event.stopPropagation();
      this.emit('clickoverlay', {});
    });
    this.adopt(this.veil, this.place);
    this.hidden = true;
  }

  protected override unmount(): void {
    window.clearTimeout(this.timer);
  }

  protected override changed(name: string): void {
    if (name === 'show') this.turn(this.flag('show'));
    this.place.dataset['position'] = this.prop('position', 'bottom');
    this.place.toggleAttribute('data-round', this.flag('round'));
    this.style.zIndex = String(this.number('z-index', 100));
    this.style.setProperty('--duration', `${this.durationMs()}ms`);
    this.veil.hidden = !this.prop<boolean>('overlay', true);
    this.veil.style.cssText = this.prop('overlay-style', '');
    this.place.style.cssText = this.prop('custom-style', '');
  }

  private durationMs(): number {
    return this.number('duration', 300);
  }

  /** The three events of each way, as WeChat counts them: before it moves, while it does, and once it has. */
  private turn(on: boolean): void {
    if (on !== this.hidden) return;
    const way = on ? 'enter' : 'leave';
    this.emit(`before${way}`, {});
    if (on) this.hidden = false;
    // A frame between, or there is nothing to slide from.
    requestAnimationFrame(() => this.toggleAttribute('data-shown', on));
    this.emit(way, {});
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (!on) this.hidden = true;
      this.emit(`after${way}`, {});
    }, this.durationMs());
  }
}
