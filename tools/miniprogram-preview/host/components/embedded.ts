import { resolveFileUrl } from '../manifest';
import { BuiltIn } from './built-in';
import { findOwnerPath } from './owner';
import { toText } from '../text';

/** `<web-view>`, rendered as an iframe. */
export class WebViewElement extends BuiltIn {
  private readonly frame = document.createElement('iframe');

  protected override mount(): void {
    this.append(this.frame);
  }

  protected override changed(name: string, value: unknown): void {
    if (name === 'src') this.frame.src = String(value);
  }
}

/** `<video>` and `<audio>`: the browser's own players. */
export class MediaElement extends BuiltIn {
  private readonly media = document.createElement(this.localName === 'wx-audio' ? 'audio' : 'video');

  protected override mount(): void {
    this.media.controls = true;
    this.append(this.media);
    for (const type of ['play', 'pause', 'ended']) this.media.addEventListener(type, () => this.emit(type, {}));
  }

  protected override changed(name: string, value: unknown): void {
    if (name === 'src' && value) this.media.src = resolveFileUrl(toText(value), findOwnerPath(this));
    if (name === 'loop' || name === 'muted' || name === 'autoplay' || name === 'controls')
      this.media[name] = this.flag(name);
  }
}

/** Components that only a phone has (`<map>`, `<camera>`, …) show their name instead. */
export class PhoneOnlyElement extends BuiltIn {
  protected override mount(): void {
    this.dataset['placeholder'] = `<${this.localName.slice(3)}>`;
  }
}

/** `<page-meta>`: styles the page that contains it. */
export class PageMetaElement extends BuiltIn {
  protected override changed(name: string, value: unknown): void {
    const scroller = this.closest<HTMLElement>('.wx-page-scroller');
    const page = this.closest<HTMLElement>('wx-page');
    if (scroller === null || page === null) return;
    if (name === 'page-style') {
      page.style.cssText = toText(value);
      // A page disables scrolling by a style on its root, but the element that scrolls is its scroller.
      scroller.style.overflow = /overflow\s*:\s*hidden/.test(String(value)) ? 'hidden' : '';
    }
    if (name === 'background-color') scroller.style.backgroundColor = String(value);
    if (name === 'root-font-size') page.style.fontSize = String(value);
  }
}
