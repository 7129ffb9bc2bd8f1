import { resolveFileUrl } from '../manifest';
import { BuiltIn } from './built-in';
import { fetchCloudFileUrl } from '../wx/cloud-files';
import { findOwnerPath } from './owner';
import { showImageMenu } from '../sheets/image-menu';

const objectFits: Record<string, string> = {
  scaleToFill: 'fill',
  aspectFit: 'contain',
  aspectFill: 'cover',
  widthFix: 'fill',
  heightFix: 'fill',
};
const longPressMs = 500;

/** `<image>`: 320 × 240 unless styled. `cloud://` URLs are resolved as on a phone. */
export class ImageElement extends BuiltIn {
  private readonly image = new Image();

  protected override mount(): void {
    this.image.alt = '';
    this.image.draggable = false;
    this.image.addEventListener('load', () => {
      this.emit('load', { width: this.image.naturalWidth, height: this.image.naturalHeight });
    });
    this.image.addEventListener('error', () => this.emit('error', { errMsg: `load image failed: ${this.image.src}` }));
    this.append(this.image);
    this.listenForLongPress();
  }

  protected override changed(name: string, value: unknown): void {
    if (name === 'src') void this.load(typeof value === 'string' ? value : '');
    if (name === 'mode') {
      this.image.dataset['mode'] = this.dataset['mode'] = String(value);
      this.image.style.objectFit = objectFits[String(value)] ?? 'none';
      this.image.style.objectPosition = objectFits[String(value)] ? '' : String(value);
    }
  }

  private async load(source: string): Promise<void> {
    if (source === '') this.image.removeAttribute('src');
    else
      this.image.src = source.startsWith('cloud://')
        ? await fetchCloudFileUrl(source)
        : resolveFileUrl(source, findOwnerPath(this));
  }

  private listenForLongPress(): void {
    let timer = 0;
    this.addEventListener('pointerdown', () => {
      if (this.flag('show-menu-by-longpress')) timer = window.setTimeout(() => showImageMenu(), longPressMs);
    });
    for (const type of ['pointerup', 'pointermove', 'pointerleave'])
      this.addEventListener(type, () => window.clearTimeout(timer));
    this.addEventListener('contextmenu', (event) => {
      if (this.flag('show-menu-by-longpress')) event.preventDefault();
    });
  }
}
