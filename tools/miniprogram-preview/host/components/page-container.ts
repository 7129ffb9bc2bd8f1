import { ContentContainer } from './content-container';

/** `<page-container>`: a false page that slides over the shown one, from a side or from the middle, with a veil behind it. */
export class PageContainerElement extends ContentContainer {
  private readonly mask = document.createElement('div');
  private timer = 0;

  protected override mount(): void {
    this.mask.className = 'wx-container-veil';
    this.content.className = 'wx-container';
    this.mask.addEventListener('click', (event) => {
      event.stopPropagation();
      this.emit('clickoverlay', {});
    });
    this.appendToHost(this.mask, this.content);
    this.hidden = true;
  }

  protected override unmount(): void {
    window.clearTimeout(this.timer);
  }

  protected override changed(name: string): void {
    if (name === 'show') this.setShown(this.flag('show'));
    this.content.dataset['position'] = this.prop('position', 'bottom');
    this.content.toggleAttribute('data-round', this.flag('round'));
    this.style.zIndex = String(this.number('z-index', 100));
    this.style.setProperty('--duration', `${this.getDurationMs()}ms`);
    this.mask.hidden = !this.prop<boolean>('overlay', true);
    this.mask.style.cssText = this.prop('overlay-style', '');
    this.content.style.cssText = this.prop('custom-style', '');
  }

  private getDurationMs(): number {
    return this.number('duration', 300);
  }

  /** The three events of each way, as WeChat counts them: before it moves, while it does, and once it has. */
  private setShown(on: boolean): void {
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
    }, this.getDurationMs());
  }
}
