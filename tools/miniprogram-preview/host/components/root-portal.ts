import { ContentContainer } from './content-container';

/** `<root-portal>`: renders its children at the end of the page, where no ancestor clips or moves them. */
export class RootPortalElement extends ContentContainer {
  protected override mount(): void {
    this.placeContent();
  }

  protected override unmount(): void {
    this.content.remove();
  }

  protected override changed(name: string): void {
    if (name === 'enable') this.placeContent();
  }

  private placeContent(): void {
    const target = this.prop<boolean>('enable', true) ? this.closest('wx-page, custom-tab-bar') : null;
    if (target === null) this.appendToHost(this.content);
    else target.append(this.content);
  }
}
