import { BuiltIn } from './built-in';

/** `<canvas>`: 300 × 150 unless styled. The page sizes a node of type 2d; an old canvas takes the size of its box. */
export class CanvasElement extends BuiltIn {
  readonly node = Object.assign(document.createElement('canvas'), {
    createImage: () => new Image(),
    requestAnimationFrame: (callback: FrameRequestCallback) => requestAnimationFrame(callback),
    cancelAnimationFrame: (handle: number) => cancelAnimationFrame(handle),
  });

  protected override mount(): void {
    this.append(this.node);
    if (this.prop('type', '') === '') this.sizeToBox();
  }

  private sizeToBox(): void {
    const { width, height } = this.getBoundingClientRect();
    Object.assign(this.node, { width, height });
  }
}
