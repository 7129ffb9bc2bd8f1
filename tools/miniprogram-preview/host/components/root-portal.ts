import { Displaced } from './content-container';

/** `<root-portal>`: its children leave their place in the tree and stand at the end of the page, where no ancestor clips or moves them. */
export class RootPortalElement extends Displaced {
  protected override mount(): void {
    this.settle();
  }

  protected override unmount(): void {
    this.place.remove();
  }

  protected override changed(name: string): void {
    if (name === 'enable') this.settle();
  }

  private settle(): void {
    const home = this.prop<boolean>('enable', true) ? this.closest('wx-page, custom-tab-bar') : null;
    if (home === null) this.adopt(this.place);
    else home.append(this.place);
  }
}
