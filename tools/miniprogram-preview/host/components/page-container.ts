import { ContentContainer } from './content-container';

/** `<page-container>`: a page-like layer that slides over the page from a side or the centre, above a mask. */
export class PageContainerElement extends ContentContainer {
  private readonly mask = document.createElement('div');
  private timer = 0;

  protected override mount(): void {
    this.mask.className = 'wx-container-mask';
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

  /** Fires three events per direction, like WeChat: before the movement, at its start, and after it. */
  private setShown(on: boolean): void {
    if (on !== this.hidden) return;
    const way = on ? 'enter' : 'leave';
    this.emit(`before${way}`, {});
    if (on) this.hidden = false;
    // Without a frame in between there is no start position to slide from.
    requestAnimationFrame(() => this.toggleAttribute('data-shown', on));
    this.emit(way, {});
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (!on) this.hidden = true;
      this.emit(`after${way}`, {});
    }, this.getDurationMs());
  }
}
